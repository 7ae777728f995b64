import { describe, expect, test } from "vitest";
import type { DiskFacts, RaidMember } from "../../../../src/model/facts.ts";
import type { DiskMode } from "../../../../src/model/token.ts";
import { planDisks } from "../../../../src/plan/disks/index.ts";
import { arrayOf, disk, GIB, mirrorDisk, simpleSite } from "../fixtures.ts";

const ARRAY = arrayOf("vda", "vdb");
const claiming = { state: "claiming" } as const;
const plan = (disks: DiskFacts[], mode: DiskMode = "auto"): { verdicts: (string | undefined)[][]; problems: string[] } => {
  const made = planDisks(simpleSite({ disks: { value: mode, token: `disks.${mode}` } }), disks, "configured", "default");
  return { verdicts: made.disks.map(({ verdict, reason, pool, mirror }) => [verdict, reason, pool ?? undefined, mirror?.role]), problems: made.problems.map(({ code }) => code) };
};
const a = (raid = {}): DiskFacts => mirrorDisk("vda", 0, ARRAY, raid);
const b = (raid = {}): DiskFacts => mirrorDisk("vdb", 1, ARRAY, raid);
const own = (role: string, reason = "own"): string[] => ["own", reason, "default", role];
const refused = (reason: string): (string | undefined)[] => ["refuse", reason, undefined, undefined];

/** As an older version described a member. */
const unnumbered = { number: undefined, holders: undefined } as unknown as Partial<RaidMember>;

describe("our mirror", () => {
  test.each<[string, DiskFacts[], unknown[], string[]]>([
    ["whole", [a(), b()], [own("member"), own("member")], []],
    ["whole, the power cut between the two superblocks", [a({ events: 11 }), b()], [own("member"), own("member")], []],
    ["whole, one still being rebuilt", [a(), b({ rebuilding: true })], [own("member"), own("member")], ["mirror.rebuild"]],
    ["one missing", [a()], [own("member")], ["mirror.degraded"]],
    ["one missing, known already", [a({ active: [0] })], [own("member")], ["mirror.degraded"]],
    ["one back that the other ran on without", [a({ active: [0], events: 20 }), b()], [own("member"), own("behind", "mirror-behind")], ["mirror.rebuild"]],
    ["the same, the other way round", [a(), b({ active: [1], events: 20 })], [own("behind", "mirror-behind"), own("member")], ["mirror.rebuild"]],
    ["one back that was left out of a start, with one event more from a power cut", [a({ active: [0], events: 12 }), b({ events: 13 })], [own("member"), own("behind", "mirror-behind")], ["mirror.rebuild"]],
    ["one back that was left out of a start while it was being rebuilt", [a({ active: [0], events: 20 }), b({ rebuilding: true })], [own("member"), own("behind", "mirror-behind")], ["mirror.rebuild"]],
    ["one that has seen less, and both think all is well", [a({ events: 44 }), b({ events: 31 })], [own("member"), own("behind", "mirror-behind")], ["mirror.rebuild"]],
    ["each ran alone", [a({ active: [0], events: 20 }), b({ active: [1], events: 30 })], [refused("mirror-diverged"), refused("mirror-diverged")], ["mirror.diverged"]],
    ["one ran alone, the other with a third disk that is gone now", [a({ active: [0], events: 20 }), b({ holders: [2, 1], events: 300 })], [refused("mirror-diverged"), refused("mirror-diverged")], ["mirror.diverged"]],
    ["the same, seldom written to", [a({ active: [0], events: 20 }), b({ holders: [2, 1], events: 15 })], [refused("mirror-diverged"), refused("mirror-diverged")], ["mirror.diverged"]],
    ["the same in facts without numbers: it saw more than the one that ran on without it", [a({ active: [0], events: 20, ...unnumbered }), b({ events: 300, ...unnumbered })], [refused("mirror-diverged"), refused("mirror-diverged")], ["mirror.diverged"]],
    ["each with a third disk that is gone now", [a({ holders: [0, 2], events: 20 }), b({ holders: [2, 1], events: 30 })], [refused("mirror-diverged"), refused("mirror-diverged")], ["mirror.diverged"]],
    ["one back whose place a third had that is gone now", [a({ events: 10 }), b({ holders: [2, 1], events: 50 })], [own("behind", "mirror-behind"), own("member")], ["mirror.rebuild"]],
    ["half a copy of a third disk, beside what ran before that", [a({ active: [0], events: 60 }), b({ holders: [2, 1], rebuilding: true, events: 50 })], [refused("mirror-diverged"), refused("mirror-diverged")], ["mirror.diverged"]],
    ["a stand-in under a number of its own", [a({ holders: [0, 2] }), b({ number: 2, holders: [0, 2] })], [own("member"), own("member")], []],
    ["half a copy alone", [b({ rebuilding: true })], [refused("mirror-partial")], ["mirror.lost"]],
    ["a spare alone", [b({ slot: null, active: [0] })], [refused("mirror-partial")], ["mirror.lost"]],
    ["no superblock", [mirrorDisk("vda", 0, ARRAY, null)], [refused("mirror-unreadable")], ["mirror.lost"]],
    ["the superblock of another array", [mirrorDisk("vda", 0, ARRAY, { uuid: arrayOf("vda", "vdx") })], [refused("mirror-unreadable")], ["mirror.lost"]],
    ["no superblock on one: the other runs", [a(), mirrorDisk("vdb", 1, ARRAY, null)], [own("member"), refused("mirror-unreadable")], ["mirror.degraded"]],
  ])("%s", (_what, disks, verdicts, problems) => {
    expect(plan(disks)).toEqual({ verdicts, problems });
  });
});

describe("its making, cut off", () => {
  test("both claimed: goes on", () => {
    const disks = [mirrorDisk("vda", 0, ARRAY, null, claiming), mirrorDisk("vdb", 1, ARRAY, null, claiming)];
    expect(plan(disks)).toEqual({ verdicts: [own("new", "unfinished"), own("new", "unfinished")], problems: [] });
    expect(plan(disks, "none").verdicts.map(([verdict]) => verdict)).toEqual(["leave", "leave"]);
  });
  test("one claimed, its partner still blank: goes on with this very one", () => {
    const first = mirrorDisk("vda", 0, ARRAY, null, claiming);
    expect(plan([first, disk("vdb")]).verdicts).toEqual([own("new", "unfinished"), ["claim", "blank", "default", "new"]]);
    expect(plan([first, disk("vdc")]).verdicts[0]).toEqual(refused("mirror-incomplete"));
  });
  test("one finished: the other joins it", () => {
    expect(plan([a(), mirrorDisk("vdb", 1, ARRAY, {}, claiming)])).toEqual({ verdicts: [own("member"), own("joins", "unfinished")], problems: ["mirror.rebuild"] });
  });
  test("two on their way into a mirror that is gone do not make it anew", () => {
    const disks = [mirrorDisk("vdx", 0, ARRAY, null, claiming), mirrorDisk("vdy", 1, ARRAY, null, claiming)];
    expect(plan(disks)).toEqual({ verdicts: [refused("mirror-incomplete"), refused("mirror-incomplete")], problems: ["mirror.lost"] });
  });
});

describe("a missing disk is replaced", () => {
  const [small, fitting, large] = [disk("vdc", { sizeBytes: GIB / 2 }), disk("vdd", { sizeBytes: 2 * GIB }), disk("vde", { sizeBytes: 3 * GIB })];
  const joins = ["claim", "replacement", "default", "joins"];

  test.each(["auto", "separate", "mirror"] as const)("under disks.%s by the smallest that is large enough", (mode) => {
    const { verdicts, problems } = plan([a(), large, small, fitting], mode);
    expect([verdicts[0], verdicts[3]]).toEqual([own("member"), joins]);
    expect(verdicts.filter(([, reason]) => reason === "replacement")).toHaveLength(1);
    expect(problems).toEqual(["mirror.rebuild"]);
  });
  test("not under disks.none, and not by one that is too small", () => {
    expect(plan([a(), fitting], "none")).toEqual({ verdicts: [own("member"), ["leave", "disks-none", undefined, undefined]], problems: ["mirror.degraded"] });
    expect(plan([a(), small])).toEqual({ verdicts: [own("member"), ["claim", "blank", "pool2", undefined]], problems: ["mirror.degraded"] });
  });
  test("not where the missing disk's place is contested or its owner is there", () => {
    expect(plan([a(), mirrorDisk("vdb", 1, ARRAY, null), fitting]).verdicts[2]).toEqual(["claim", "blank", "pool2", undefined]);
  });
  test("a replacement that was cut off goes on", () => {
    expect(plan([a({ active: [0], events: 20 }), mirrorDisk("vdd", 1, ARRAY, null, claiming)])).toEqual({ verdicts: [own("member"), own("joins", "unfinished")], problems: ["mirror.rebuild"] });
  });
  test("the old one that comes back has lost its place", () => {
    const [survivor, stands] = [a({ events: 44 }), mirrorDisk("vdd", 1, ARRAY, { events: 44 })];
    expect(plan([survivor, b({ events: 31 }), stands])).toEqual({ verdicts: [own("member"), refused("mirror-replaced"), own("member")], problems: [] });
    // Cut off before the array took the new one: the old one is the better copy.
    expect(plan([a({ active: [0], events: 44 }), b({ events: 31 }), mirrorDisk("vdd", 1, ARRAY, null, claiming)]).verdicts)
      .toEqual([own("member"), own("behind", "mirror-behind"), refused("mirror-replaced")]);
    // Without the survivor nobody can say which of the two counts.
    expect(plan([b({ events: 31 }), stands]).verdicts.map(([, reason]) => reason)).toEqual(["twin-identity", "twin-identity"]);
  });
});
