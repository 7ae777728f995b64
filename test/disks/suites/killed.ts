import { withBed } from "./bed.ts";
import { randomOf } from "./bytes.ts";
import { bundleChild, runChild } from "./children.ts";
import { startAgain } from "./ending.ts";
import { markerOn } from "./imageMarker.ts";
import { momentName, type Course, type Moment } from "./moment.ts";
import type { Case, Suite } from "./suite.ts";
import { Tally } from "./tally.ts";
import { mustNotLookWhole } from "./whole.ts";

const TIMES = 180;
const TWICE = 40;
/** How often, and up to which part of its time. */
const INTO = [["sfdisk#1", 24, 1], ["mke2fs#1", 30, 1], ["e2fsck#1", 4, 1], ["mount#1", 4, 1]] as const;
const tally = new Tally();

/** How one claim runs from its first read to the mounted pool, with nothing in its way. */
export async function courseOfAClaim(): Promise<Course> {
  await bundleChild();
  return withBed({}, async (bed) => {
    const { outcomes, course } = await runChild(bed, null, { calls: [], ms: 0 });
    const failed = outcomes.find(({ result }) => result !== "changed");
    if (failed !== undefined || outcomes.length !== 2) throw new Error(`an uninterrupted claim fails: ${failed?.action ?? ""} ${failed?.error ?? ""}`);
    return course;
  });
}

/** Every call before and after, some at their beginning and in their middle, and times spread over all. */
export function moments(course: Course): Moment[] {
  const random = randomOf(20_261_122);
  return [
    ...course.calls.flatMap(({ call }): Moment[] => [{ at: "before", call }, { at: "after", call }]),
    ...INTO.flatMap(([call, count, part]) => Array.from({ length: count }, (_, index): Moment => ({ at: "into", call, fraction: (part * index) / count }))),
    ...Array.from({ length: TIMES }, (_, index): Moment => ({ at: "time", fraction: (index + random()) / TIMES })),
  ];
}

/** Cuts one claim off (and the start after it, where there are two moments), then lets the machine start again. */
export function killedCase(course: Course, cuts: readonly Moment[], sectorBytes: number): Case {
  return {
    name: `${cuts.map(momentName).join(", then ")}${sectorBytes === 512 ? "" : `, blocks of ${String(sectorBytes)}`}`,
    run: () => withBed({ sectorBytes }, async (bed) => {
      for (const [index, moment] of cuts.entries()) {
        if (index > 0) await bed.restart();
        const { finished } = await runChild(bed, moment, course);
        if (finished && moment.at === "before") throw new Error(`${momentName(moment)} was never reached`);
        await bed.unmount();
        await mustNotLookWhole(bed);
        bed.checkNeighbour();
      }
      const found = markerOn(bed.image)?.state ?? "no marker";
      tally.add(`${found} -> ${await startAgain(bed)}`);
    }),
  };
}

export const killed: Suite = {
  name: "killed",
  claim: "a claim killed at any moment ends claimed and whole, or refused with a remedy, at the next start",
  packages: ["fdisk", "e2fsprogs", "mount", "util-linux"],
  cases: async () => {
    const course = await courseOfAClaim();
    const random = randomOf(7);
    const time = (index: number): Moment => ({ at: "time", fraction: (index + random()) / TWICE });
    return [
      ...moments(course).map((moment, index) => killedCase(course, [moment], index % 4 === 3 ? 4096 : 512)),
      ...Array.from({ length: TWICE }, (_, index) => killedCase(course, [time(index), time((index * 7) % TWICE)], 512)),
    ];
  },
  note: () => tally.text(),
};
