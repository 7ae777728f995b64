import { describe, expect, test } from "vitest";
import type { DrbdMeta, Facts } from "../../../src/model/facts.ts";
import { planTwice } from "../../../src/stages/pairRound.ts";
import { cardOf, gen, meta, ring, sideDisk } from "../plan/cluster/fixtures.ts";
import { facts, nic } from "../plan/fixtures.ts";

/** Node `index` with its side of r0. */
const nodeWith = (index: number, drbd: DrbdMeta): Facts => facts([nic("eth0", cardOf(index))], [sideDisk(`side-${String(index)}`, index as 0 | 1, drbd)]);
/** C0 was common, C1 is what this node wrote alone; S is what DRBD makes of C0 when the copy begins. */
const [Z, C0, C1, S] = ["Y", "A", "B", "C"].map(gen) as [string, string, string, string];
const before = nodeWith(0, meta(C1, { bitmap: C0, history: [Z, Z] }));
const during = nodeWith(0, meta(C1, { bitmap: S, history: [C0, Z] }));
const peerAfter = nodeWith(1, meta(S, { consistent: false, history: [C0, Z] }));

describe("a side that was read before a copy began, and the other one after", () => {
  const planned = async (again: Facts): Promise<[string | undefined, number]> => {
    let read = 0;
    const plan = await planTwice(ring(2), [], { facts: before, again: () => { read += 1; return Promise.resolve(again); }, told: [peerAfter] });
    return [plan.cluster?.resources[0]?.situation, read];
  };

  test("is read once more before it is called one with other data", async () => {
    expect(await planned(during)).toEqual(["sync-unfinished", 1]);
  });
  test("is called that where it says the same again", async () => {
    expect(await planned(before)).toEqual(["diverged", 1]);
  });
  test("nor is it called an older disk where the other one has begun to copy to it", async () => {
    const copied = "AAABAAAAAAAAA410";
    const [peer, target] = [nodeWith(1, meta(C1, { bitmap: copied, history: [C0, Z] })), nodeWith(0, meta(copied, { consistent: false, history: [Z, Z] }))];
    const said = async (again: Facts): Promise<string | undefined> => (await planTwice(ring(2), [], { facts: nodeWith(0, meta(C0, { history: [Z, Z] })), again: () => Promise.resolve(again), told: [peer] })).cluster?.resources[0]?.situation;
    expect(await said(target)).toBe("sync-unfinished");
    expect(await said(nodeWith(0, meta(C0, { history: [Z, Z] })))).toBe("older-disk");
  });
  test("is read once where nothing speaks against it", async () => {
    const plan = await planTwice(ring(2), [], { facts: before, again: () => Promise.reject(new Error("read again")), told: [nodeWith(1, meta(C0, { history: [Z, Z] }))] });
    expect(plan.cluster?.resources[0]?.situation).toBe("one-ahead");
  });
});
