import { expect, test } from "vitest";
import type { DiskFacts } from "../../../../src/model/facts.ts";
import type { DiskVerdict } from "../../../../src/model/plan.ts";
import { namePools, poolPath } from "../../../../src/plan/disks/pools.ts";
import { disk, ownDisk } from "../fixtures.ts";

const names = (...entries: [DiskFacts, DiskVerdict][]): (string | undefined)[] => {
  const pools = namePools(entries.map(([facts]) => facts), new Map(entries), "default");
  return entries.map(([facts]) => pools.get(facts));
};

test("the first is default, then pool2, pool3; what is not used has none", () => {
  expect(names([disk("vda"), "claim"], [disk("vdb"), "refuse"], [disk("vdc"), "claim"], [disk("vdd"), "claim"])).toEqual(["default", undefined, "pool2", "pool3"]);
});

test("our disks keep their names, and new ones take free ones", () => {
  expect(names([disk("vda"), "claim"], [ownDisk("vdb", { pool: "pool2" }), "own"], [disk("vdc"), "claim"])).toEqual(["default", "pool2", "pool3"]);
});

test("a refused disk of this site keeps its name, one of another site does not", () => {
  expect(names([ownDisk("vda"), "refuse"], [disk("vdb"), "claim"])).toEqual([undefined, "pool2"]);
  expect(names([ownDisk("vda", { site: "other" }), "refuse"], [disk("vdb"), "claim"])).toEqual([undefined, "default"]);
});

test("where a pool is mounted", () => {
  expect(poolPath("default")).toBe("/var/lib/ramvisor/pools/default");
});
