import { describe, expect, test } from "vitest";
import { encodeMarker } from "../../../../src/marker/index.ts";
import type { DiskFacts, Facts } from "../../../../src/model/facts.ts";
import type { Plan } from "../../../../src/model/plan.ts";
import type { Site } from "../../../../src/model/site.ts";
import { layOut, layOutPair } from "../../../../src/plan/disks/layout.ts";
import { makePlan } from "../../../../src/plan/index.ts";
import { disk, facts, GIB, nic, ownDisk } from "../fixtures.ts";
import { cardOf, gen, meta, ring, sideDisk } from "./fixtures.ts";

const machine = (index: number, disks: DiskFacts[]): Facts => facts([nic("eth0", cardOf(index))], disks);
const plan = (own: Facts, heard: Facts[] | null, site: Site = ring(2)): Plan => makePlan(site, [], own, heard);
const said = ({ cluster }: Plan): unknown[] => (cluster?.resources ?? []).map(({ name, pool, side, peerIndex, primaryIndex, state, situation }) => [name, pool, side, peerIndex, primaryIndex, state, situation]);
const actions = ({ steps }: Plan, phase: string): string[] => steps.filter((step) => step.phase === phase && /^(pool|pair|disk)\./.test(step.action)).map(({ action }) => action);
/** The side that a pool became, before another side has all its data. */
const alone = (index: number, over: Partial<Parameters<typeof sideDisk>[3]> = {}): DiskFacts => sideDisk("a", 0, meta(gen("A")), over, { resource: `r${32 + 8 * index}`, formed: false, peer: `10.0.0.${2 - index}` });

describe("a pool of a single machine, on a line with two nodes", () => {
  test("becomes the first side of a resource of its own and is there before anybody is heard, on either node", () => {
    for (const index of [0, 1]) {
      const found = plan(machine(index, [ownDisk("a")]), null);
      expect(said(found)).toEqual([[`r${32 + 8 * index}`, "default", 0, 1 - index, index, "alone", "never-formed"]]);
      expect(actions(found, "disks")).toEqual(["pair.adopt", "pair.attach", "pair.mount"]);
      expect(found.steps.find(({ action }) => action === "ssh.hostkeys")).toMatchObject({ dir: "/var/lib/ramvisor/pools/default/.ramvisor/ssh" });
    }
  });

  test("keeps its data where it lies", () => {
    expect(layOutPair(GIB, 512).dataBytes).toBe(layOut(GIB, 512).sizeBytes);
    const adopt = plan(machine(0, [ownDisk("a")]), null).steps.find(({ action }) => action === "pair.adopt");
    expect(adopt).toMatchObject({ pool: "default", place: { resource: "r32", side: 0, formed: false, ...(({ dataBytes, partitionBytes }) => ({ dataBytes, partitionBytes }))(layOutPair(GIB, 512)) } });
  });

  test("its data flows to a blank disk of equal size; both nodes see the same", () => {
    const two = [machine(0, [alone(0)]), machine(1, [disk("b")])] as const;
    expect(said(plan(two[0], [two[1]]))).toEqual([["r32", "default", 0, 1, 0, "join", "one-empty"]]);
    expect(said(plan(two[1], [two[0]]))).toEqual([["r32", "default", 1, 0, 0, "join", "one-empty"]]);
    expect(actions(plan(two[0], [two[1]]), "disks")).toEqual(["pair.attach", "pair.mount"]);
    expect(actions(plan(two[0], [two[1]]), "pair")).toEqual(["pair.up", "pair.mount", "pair.form"]);
    // Not ready before the one that leads without being told has noted that there is another side.
    expect(actions(plan(two[1], [two[0]]), "pair")).toEqual(["disk.claim", "pair.up"]);
  });

  test("the other side settles only where this one has noted it", () => {
    const begun = sideDisk("b", 1, meta(gen("A")), { state: "claiming" }, { resource: "r32" });
    const formed = sideDisk("a", 0, meta(gen("A")), {}, { resource: "r32", formed: true });
    expect(said(plan(machine(0, [alone(0)]), [machine(1, [begun])]))[0]).toContain("unnoted");
    expect(actions(plan(machine(0, [alone(0)]), [machine(1, [begun])]), "pair")).toEqual(["pair.up", "pair.mount", "pair.form"]);
    expect(actions(plan(machine(1, [begun]), [machine(0, [alone(0)])]), "pair")).toEqual(["pair.up"]);
    expect(actions(plan(machine(1, [begun]), [machine(0, [formed])]), "pair")).toEqual(["pair.up", "pair.settle"]);
    // From then on it waits for its peer like any other.
    expect(said(plan(machine(0, [formed]), []))[0]).toContain("peer-silent");
    expect(actions(plan(machine(0, [formed]), []), "disks")).toEqual([]);
  });

  test("another size is said, and the pool is used all the same", () => {
    const found = plan(machine(0, [alone(0)]), [machine(1, [disk("b", { sizeBytes: 2 * GIB })])]);
    expect(said(found)[0]).toContain("other-size");
    expect(actions(found, "disks")).toEqual(["pair.attach", "pair.mount"]);
  });

  test("no node gets two pools of one name", () => {
    const found = plan(machine(0, [alone(0)]), [machine(1, [ownDisk("c"), disk("b")])]);
    expect(said(found)).toEqual([["r32", "default", 0, 1, 0, "alone", "never-formed"]]);
  });

  test("is used whatever is wrong with the line, and is adopted only where nothing is", () => {
    const none: Site = { ...ring(2), disks: { ...ring(2).disks, value: "none" } };
    expect(actions(plan(machine(0, [ownDisk("a")]), null, none), "disks")).toEqual(["pool.mount"]);
    expect(actions(plan(machine(0, [alone(0)]), null, none), "disks")).toEqual(["pair.attach", "pair.mount"]);
  });

  test("is a pool by itself again where the line names one node again, but not once it was formed", () => {
    expect(actions(plan(machine(0, [alone(0)]), null, ring(1)), "disks")).toEqual(["pair.leave", "pool.mount"]);
    expect(actions(plan(machine(0, [sideDisk("a", 0, meta(gen("A")), {}, { formed: true })]), null, ring(1)), "disks")).toEqual([]);
  });

  test("what is no pool of its own, or has grown since, stays what it is", () => {
    expect(actions(plan(machine(0, [ownDisk("a", { sizeBytes: GIB / 2 })]), null), "disks")).toEqual(["pool.mount"]);
    expect(actions(plan(machine(0, [disk("a")]), null), "disks")).toEqual([]);
  });

  test("its marker fits into one sector of 512 bytes, which no power cut tears", () => {
    const id = `nvme-${"M".repeat(40)}_${"S".repeat(20)}`;
    const { marker } = sideDisk("a", 0, null, { disk: id, site: "a-site-with-a-name-of-32-letters", pool: "pool12", sizeBytes: 18_000_207_937_536 }, { resource: "r39", dataBytes: 17_999_650_095_104, partitionBytes: 18_000_206_888_960, formed: false });
    // Who has the other side is noted where it fits beside all that.
    if (marker.state !== "good") throw new Error("no marker");
    expect(encodeMarker(marker.marker).indexOf(0)).toBeLessThanOrEqual(512);
  });
});
