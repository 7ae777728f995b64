import { MARKER_OFFSET, encodeMarker } from "../../../src/marker/index.ts";
import { uuidOf } from "../../../src/plan/uuid.ts";
import { SIZE, withBed, type Bed } from "./bed.ts";
import { NameTaken } from "./devices.ts";
import { randomOf } from "./bytes.ts";
import { LAST_MOMENTS, lastMomentCase } from "./lastMoment.ts";
import { applyTo, lookAt, planOf } from "./start.ts";
import type { Case, Suite } from "./suite.ts";
import { SWAPS, SWAPS_OF_UNFINISHED, type Swap } from "./swaps.ts";
import { Tally } from "./tally.ts";

const OF_EACH = 25;
const OF_EACH_UNFINISHED = 8;
const tally = new Tally();

/** The first write of a claim, and no more of it. */
export function beginClaim(bed: Bed): void {
  const uuid = (what: string): string => uuidOf(what, "default", bed.id);
  bed.write(MARKER_OFFSET, encodeMarker({
    format: 1, site: "default", disk: bed.id, sizeBytes: bed.sizeBytes, role: "pool", pool: "default", state: "claiming",
    partitionUuid: uuid("partition"), filesystemUuid: uuid("filesystem"),
  }));
}

/** Looks at a disk that is to be claimed, lets something happen to it, and applies the plan: nothing may be written. */
export function swapCase(swap: Swap, index: number, begun: boolean): Case {
  return {
    name: `${begun ? "unfinished claim: " : ""}${swap.name} (${String(index)})`,
    run: () => again(() => withBed({ sectorBytes: index % 5 === 4 ? 4096 : 512, sizeBytes: SIZE }, async (bed) => {
      if (begun) {
        beginClaim(bed);
        await bed.restart();
      }
      const plan = planOf(await lookAt(bed.place));
      if (!plan.steps.some(({ action }) => action === "disk.claim")) throw new Error("the disk was not to be claimed at all");
      const swapped = await swap.happen(bed, randomOf(index * 1000 + swap.name.length));
      try {
        const before = swapped.digest();
        const outcomes = await applyTo(bed.place, plan);
        const claim = outcomes.find(({ action }) => action === "disk.claim");
        if (claim?.result !== "failed") throw new Error(`the claim ended ${claim?.result ?? "unknown"}`);
        if (swapped.digest() !== before) throw new Error(`it was written to (${claim.error ?? ""})`);
        bed.checkNeighbour();
        tally.add("refused");
      } finally {
        await swapped.undo?.();
      }
    })),
  };
}

async function again(run: () => Promise<void>): Promise<void> {
  for (let left = 5; ; left--) {
    try {
      await run();
      return;
    } catch (error) {
      if (!(error instanceof NameTaken) || left === 0) throw error;
    }
  }
}

export const swapped: Suite = {
  name: "swapped",
  claim: "a disk that is swapped, renumbered, resized, written to or taken into use between look and claim is not written to",
  packages: ["fdisk", "e2fsprogs", "btrfs-progs", "dosfstools", "mount", "util-linux"],
  cases: () => Promise.resolve([
    ...SWAPS.flatMap((swap) => Array.from({ length: OF_EACH }, (_, index) => swapCase(swap, index, false))),
    ...SWAPS_OF_UNFINISHED.flatMap((swap) => Array.from({ length: OF_EACH_UNFINISHED }, (_, index) => swapCase(swap, index, true))),
    ...LAST_MOMENTS.map(lastMomentCase),
  ]),
  note: () => tally.text(),
};
