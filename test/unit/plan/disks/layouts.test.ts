import fc from "fast-check";
import { expect, test } from "vitest";
import type { DiskFacts } from "../../../../src/model/facts.ts";
import type { PlannedDisk } from "../../../../src/model/plan.ts";
import { DISK_MODES } from "../../../../src/model/token.ts";
import { planDisks } from "../../../../src/plan/disks/index.ts";
import { diskSteps } from "../../../../src/plan/steps/disks.ts";
import { arrayOf, disk, GIB, mirrorDisk, ownDisk, simpleSite } from "../fixtures.ts";

const place = fc.constantFrom<0 | 1>(0, 1);
/** Blank ones, pools of ours, and members of one of two mirrors in any state, in good order or not. */
const kind = fc.oneof(
  { weight: 4, arbitrary: fc.record({ is: fc.constant("blank" as const), gib: fc.integer({ min: 1, max: 4 }), block: fc.constantFrom(512, 512, 4096) }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant("pool" as const), pool: fc.constantFrom("default", "pool2", "pool5"), ready: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ is: fc.constant("mirror" as const), mirror: fc.constantFrom(1, 2), slot: place, ready: fc.boolean(), events: fc.integer({ min: 9, max: 11 }), active: fc.constantFrom<number[]>([0], [1], [0, 1]), rebuilding: fc.boolean(), raid: fc.boolean() }) },
);
const machine = fc.array(kind, { minLength: 1, maxLength: 24 }).map((kinds) => kinds.map((one, index): DiskFacts => {
  const name = `vd${String.fromCharCode(97 + index)}`;
  if (one.is === "blank") return disk(name, { sizeBytes: one.gib * GIB, logicalBlockBytes: one.block });
  if (one.is === "pool") return ownDisk(name, { pool: one.pool, state: one.ready ? "ready" : "claiming" });
  const array = arrayOf("vda", `vd${one.mirror}`);
  return mirrorDisk(name, one.slot, array, one.raid ? { events: one.events, active: one.active, rebuilding: one.rebuilding } : null, { pool: `pool${one.mirror + 6}`, state: one.ready ? "ready" : "claiming" });
}));

const planned = (disks: DiskFacts[], mode: (typeof DISK_MODES)[number]): PlannedDisk[] => planDisks(simpleSite({ disks: { value: mode, token: null } }), disks, "configured", "default").disks;
const pooled = (disks: PlannedDisk[]): Map<string, PlannedDisk[]> => {
  const pools = new Map<string, PlannedDisk[]>();
  for (const one of disks) if (one.pool !== null) pools.set(one.pool, [...(pools.get(one.pool) ?? []), one]);
  return pools;
};

test("every disk has one verdict; a pool is one disk, or one mirror with each place taken at most once", () => {
  fc.assert(fc.property(machine, fc.constantFrom(...DISK_MODES), (disks, mode) => {
    const made = planned(disks, mode);
    expect(made.map(({ id }) => id)).toEqual(disks.map(({ id }) => id));
    for (const one of made) {
      expect(["claim", "own", "refuse", "leave"]).toContain(one.verdict);
      expect(one.pool !== null).toBe(one.verdict === "claim" || one.verdict === "own");
      expect(one.remedy !== null || one.verdict !== "refuse").toBe(true);
      if (mode === "none") expect(one.verdict).not.toBe("claim");
    }
    for (const of of pooled(made).values()) {
      if (of.length === 1 && of[0]?.mirror === undefined) continue;
      expect(of.length).toBeLessThanOrEqual(2);
      expect(new Set(of.map(({ mirror }) => mirror?.array)).size).toBe(1);
      expect(of[0]?.mirror?.array).toBeDefined();
      expect(new Set(of.map(({ mirror }) => mirror?.slot)).size).toBe(of.length);
    }
  }), { numRuns: 500 });
});

test("new pairs have equal sizes; under mirror a blank disk is in a pair, joins a mirror, or is refused", () => {
  fc.assert(fc.property(machine, fc.constantFrom("auto", "mirror", "separate"), (disks, mode) => {
    const made = planned(disks, mode as "auto");
    const blank = (one: PlannedDisk): DiskFacts | undefined => disks.find(({ id, marker }) => id === one.id && marker.state === "none");
    for (const of of pooled(made).values()) {
      const fresh = of.flatMap((one) => blank(one) ?? []);
      if (fresh.length === 2) expect([fresh[0]?.sizeBytes, fresh[0]?.logicalBlockBytes]).toEqual([fresh[1]?.sizeBytes, fresh[1]?.logicalBlockBytes]);
      if (mode === "separate") expect(fresh.length).toBeLessThanOrEqual(1);
    }
    const alone = made.filter((one) => blank(one) !== undefined && one.mirror === undefined && one.verdict === "claim");
    if (mode === "mirror") expect(alone).toEqual([]);
    // Under auto no two that could be a pair are left apart.
    if (mode === "auto") expect(new Set(alone.map((one) => `${one.sizeBytes} ${blank(one)?.logicalBlockBytes}`)).size).toBe(alone.length);
  }), { numRuns: 500 });
});

test("the order in which disks are seen changes nothing", () => {
  fc.assert(fc.property(machine.chain((disks) => fc.tuple(fc.constant(disks), fc.shuffledSubarray(disks, { minLength: disks.length, maxLength: disks.length }))), ([disks, shuffled]) => {
    const [one, other] = [planned(disks, "auto"), planned(shuffled, "auto")];
    const sorted = (list: PlannedDisk[]): PlannedDisk[] => [...list].sort((x, y) => (x.id < y.id ? -1 : 1));
    expect(sorted(other)).toEqual(sorted(one));
    expect(diskSteps(shuffled, other, "default")).toEqual(diskSteps(disks, one, "default"));
  }), { numRuns: 300 });
});
