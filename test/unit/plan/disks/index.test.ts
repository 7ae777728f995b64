import { expect, test } from "vitest";
import type { DiskFacts } from "../../../../src/model/facts.ts";
import type { Outcome } from "../../../../src/model/plan.ts";
import type { DiskMode } from "../../../../src/model/token.ts";
import { planDisks } from "../../../../src/plan/disks/index.ts";
import { card, disk, GIB, MAC, node, ownDisk, simpleSite, site } from "../fixtures.ts";

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

test("two of equal size are left for the mirror that is to come, with a warning that counts pairs", () => {
  const { disks, problems } = planDisks(simpleSite(), [disk("vda"), disk("vdb")], "configured", "default");
  expect(disks).toMatchObject([{ verdict: "leave", reason: "mirror-unbuilt", pool: null, remedy: { kind: "set-disks", mode: "separate" } }, { verdict: "leave" }]);
  expect(problems).toMatchObject([{ severity: "warning", code: "disks.mirror-unbuilt", args: { count: "1" } }]);
  expect(plan([disk("vda"), disk("vdb")], "configured", "separate")).toEqual([["claim", "blank", "default"], ["claim", "blank", "pool2"]]);
});

test("an own disk is no half of a pair", () => {
  expect(plan([ownDisk("vda"), disk("vdb")], "configured")).toEqual([["own", "own", "default"], ["claim", "blank", "pool2"]]);
});

test("with several nodes blank disks wait for the peer", () => {
  const pair = site([node([card([MAC.a], "eth0", "192.168.0.250/24")]), node([card([MAC.c], "eth0", "192.168.0.251/24")], 1)]);
  expect(planDisks(pair, [disk("vda"), disk("vdb")], "configured", "default")).toMatchObject({ disks: [{ verdict: "wait" }, { verdict: "wait" }], problems: [] });
});
