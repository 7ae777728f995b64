import { expect, test } from "vitest";
import type { DiskFacts } from "../../../../src/model/facts.ts";
import type { Outcome } from "../../../../src/model/plan.ts";
import type { DiskMode } from "../../../../src/model/token.ts";
import { planDisks } from "../../../../src/plan/disks/index.ts";
import { arrayOf, card, disk, GIB, MAC, node, ownDisk, simpleSite, site } from "../fixtures.ts";

const plan = (disks: DiskFacts[], outcome: Outcome, mode: DiskMode = "auto"): unknown[] =>
  planDisks(simpleSite({ disks: { value: mode, token: `disks.${mode}` } }), disks, outcome, "default").disks.map(({ verdict, reason, pool }) => [verdict, reason, pool]);

test("verdicts come in the order of the facts, pools by size", () => {
  expect(plan([disk("vda", { sizeBytes: 2 * GIB }), disk("vdb")], "configured")).toEqual([["claim", "blank", "pool2"], ["claim", "blank", "default"]]);
});

test.each([["degraded", "token-error"], ["rescue", "rescue"], ["unconfigured", "unconfigured"]] as const)("%s claims nothing", (outcome, reason) => {
  expect(plan([disk("vda")], outcome)).toEqual([["leave", reason, null]]);
  expect(plan([disk("vda")], outcome, "none")).toEqual([["leave", reason, null]]);
});

test("degraded uses what is ours, rescue does not touch it", () => {
  expect(plan([ownDisk("vda")], "degraded")).toEqual([["own", "own", "default"]]);
  expect(plan([ownDisk("vda")], "rescue")).toEqual([["leave", "rescue", null]]);
});

test("disks.none leaves blank disks and uses ours", () => {
  expect(plan([disk("vda"), ownDisk("vdb")], "configured", "none")).toEqual([["leave", "disks-none", null], ["own", "own", "default"]]);
});

test("two of equal size become one pool on a mirror", () => {
  const { disks, problems } = planDisks(simpleSite(), [disk("vdb"), disk("vda")], "configured", "default");
  const array = arrayOf("vda", "vdb");
  expect(disks).toMatchObject([{ verdict: "claim", reason: "blank", pool: "default", mirror: { array, slot: 1, role: "new" } }, { verdict: "claim", pool: "default", mirror: { array, slot: 0, role: "new" } }]);
  expect(problems).toEqual([]);
  expect(plan([disk("vda"), disk("vdb")], "configured", "separate")).toEqual([["claim", "blank", "default"], ["claim", "blank", "pool2"]]);
});

test("under disks.mirror a disk without a second one of its size is refused, and told what to do", () => {
  const { disks } = planDisks(simpleSite({ disks: { value: "mirror", token: "disks.mirror" } }), [disk("vda"), disk("vdb"), disk("vdc"), disk("vdd", { sizeBytes: 2 * GIB })], "configured", "default");
  expect(disks).toMatchObject([{ verdict: "claim" }, { verdict: "claim" }, { verdict: "refuse", reason: "mirror-rest", remedy: { kind: "set-disks", mode: "auto" }, pool: null }, { verdict: "refuse", reason: "mirror-rest" }]);
});

test("disks of equal size and different block size are no pair", () => {
  expect(plan([disk("vda"), disk("vdb", { logicalBlockBytes: 4096 })], "configured")).toEqual([["claim", "blank", "default"], ["claim", "blank", "pool2"]]);
});

test("an own disk is no half of a pair", () => {
  expect(plan([ownDisk("vda"), disk("vdb")], "configured")).toEqual([["own", "own", "default"], ["claim", "blank", "pool2"]]);
});

test("with several nodes blank disks wait for the peer", () => {
  const pair = site([node([card([MAC.a], "eth0", "192.168.0.250/24")]), node([card([MAC.c], "eth0", "192.168.0.251/24")], 1)]);
  expect(planDisks(pair, [disk("vda"), disk("vdb")], "configured", "default")).toMatchObject({ disks: [{ verdict: "wait" }, { verdict: "wait" }], problems: [] });
});
