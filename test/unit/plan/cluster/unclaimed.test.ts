import { describe, expect, test } from "vitest";
import type { DiskFacts, Facts } from "../../../../src/model/facts.ts";
import type { Plan } from "../../../../src/model/plan.ts";
import type { Problem } from "../../../../src/model/problem.ts";
import type { Site } from "../../../../src/model/site.ts";
import { makePlan } from "../../../../src/plan/index.ts";
import { takeoverSteps } from "../../../../src/plan/steps/pair.ts";
import { disk, facts, nic, ownDisk } from "../fixtures.ts";
import { cardOf, CREATED, gen, meta, ring, sideDisk } from "./fixtures.ts";

const WRONG: Problem = { severity: "error", code: "token.sum.wrong", token: "sum.00000000", span: { start: 0, end: 12 }, args: { expected: "1a2b3c4d", found: "00000000" } };
const none: Site = { ...ring(2), disks: { value: "none", token: "disks.none" } };
const machine = (index: number, disks: DiskFacts[]): Facts => facts([nic("eth0", cardOf(index))], disks);
const said = ({ cluster }: Plan): unknown[] => (cluster?.resources ?? []).map(({ name, disk: own, peerIndex, primaryIndex, state, situation }) => [name, own, peerIndex, primaryIndex, state, situation]);
const actions = ({ steps }: Plan): string[] => steps.filter(({ phase, action }) => phase === "pair" && /^(disk|pair)\./.test(action)).map(({ action }) => action);
const side = (name: string, place: 0 | 1, over: Parameters<typeof sideDisk>[3] = {}, generation = gen("A"), formed = true): DiskFacts => sideDisk(name, place, meta(generation), over, { peer: place === 0 ? "10.0.0.2" : "10.0.0.1", ...(formed ? {} : { formed }) });

/** Both ways in which nothing new is claimed. */
describe.each<[string, (own: Facts, heard: Facts[] | null) => Plan]>([
  ["a token in error", (own, heard) => makePlan(ring(2), [WRONG], own, heard)],
  ["disks.none", (own, heard) => makePlan(none, [], own, heard)],
])("with %s", (_, plan) => {
  test("a pair that is there goes on", () => {
    const found = plan(machine(0, [side("a", 0)]), [machine(1, [side("b", 1)])]);
    expect(said(found)).toEqual([["r0", "virtio-a", 1, 0, "resume", "in-step"]]);
    expect(actions(found)).toEqual(["pair.up", "pair.mount"]);
  });

  test("the survivor waits, and can take over", () => {
    const own = machine(0, [side("a", 0)]);
    const found = plan(own, []);
    expect([said(found), actions(found)]).toEqual([[["r0", "virtio-a", 1, null, "wait", "peer-silent"]], ["pair.attach"]]);
    const [resource] = found.cluster?.resources ?? [];
    expect(takeoverSteps(resource as NonNullable<typeof resource>, own.disks[0] as DiskFacts, "default", 2).map(({ action }) => action)).toContain("pair.mount");
  });

  test("the service that hears the peer is there, also before any disk was looked at", () => {
    for (const disks of [[], [side("a", 0)]]) expect(plan(machine(0, disks), null).steps).toContainEqual(expect.objectContaining({ purpose: "pair-service" }));
  });

  test("a side that has all its data notes it", () => {
    const begun = machine(1, [side("b", 1, { state: "claiming" })]);
    expect(actions(plan(begun, [machine(0, [side("a", 0)])]))).toEqual(["pair.up", "pair.settle"]);
    expect(actions(plan(machine(0, [side("a", 0)]), [begun]))).toEqual(["pair.up"]);
  });

  test("blank disks get no place, neither a new one nor that of a missing side", () => {
    const two = [machine(0, [disk("a")]), machine(1, [disk("b")])] as const;
    expect([said(plan(two[0], [two[1]])), actions(plan(two[0], [two[1]]))]).toEqual([[], []]);
    const full = machine(0, [side("a", 0)]);
    expect([said(plan(two[1], [full])), actions(plan(two[1], [full]))]).toEqual([[], []]);
    expect(plan(two[1], [full]).disks.map(({ verdict }) => verdict)).toEqual(["leave"]);
    expect([said(plan(full, [two[1]])), actions(plan(full, [two[1]]))]).toEqual([[["r0", "virtio-a", 1, null, "wait", "no-partner"]], ["pair.attach"]]);
  });

  test("a claim that never ended is left", () => {
    const begun = machine(1, [sideDisk("b", 1, meta(CREATED), { state: "claiming" })]);
    for (const other of [side("a", 0), sideDisk("a", 0, meta(CREATED), { state: "claiming" })]) expect([said(plan(begun, [machine(0, [other])])), actions(plan(begun, [machine(0, [other])]))]).toEqual([[], []]);
    const beside = plan(begun, [machine(0, [disk("a")])]);
    expect([said(beside), actions(beside)]).toEqual([[["r0", "virtio-b", 0, null, "wait", "no-partner"]], []]);
    expect(said(plan(machine(0, [side("a", 0)]), [begun]))).toEqual([["r0", "virtio-a", 1, null, "wait", "no-partner"]]);
  });

  test("a pool stays one, and a side that never had another is used", () => {
    expect(said(plan(machine(0, [ownDisk("a")]), [machine(1, [disk("b")])]))).toEqual([]);
    const own = side("a", 0, {}, gen("A"), false);
    for (const there of [disk("b"), sideDisk("b", 1, meta(CREATED), { state: "claiming" })]) expect(said(plan(machine(0, [own]), [machine(1, [there])]))).toEqual([["r0", "virtio-a", 1, 0, "alone", "never-formed"]]);
  });
});

describe("beside a node that claims nothing, its line being in error", () => {
  const plan = (own: DiskFacts[], there: DiskFacts[]): Plan => makePlan(ring(2), [], machine(0, own), [{ ...machine(1, there), claims: false }]);
  const begun = (name: string, place: 0 | 1): DiskFacts => sideDisk(name, place, meta(CREATED), { state: "claiming" });

  test("nothing is claimed for a pair that it will not make, nor for a side that waits there", () => {
    for (const there of [[disk("b")], [], [begun("b", 1)], [side("b", 1)], [ownDisk("b")]]) {
      const found = plan([disk("a")], there);
      expect([said(found), actions(found)]).toEqual([[["", "virtio-a", null, null, "wait", "no-partner"]], []]);
    }
  });

  test("a claim of one's own that never ended waits, and a pool stays a pool that others may join later", () => {
    expect(said(plan([begun("a", 0)], [disk("b")]))).toEqual([["r0", "virtio-a", 1, null, "wait", "no-partner"]]);
    expect(said(plan([begun("a", 0)], [side("b", 1)]))).toEqual([["r0", "virtio-a", 1, null, "wait", "no-partner"]]);
    expect(said(plan([side("a", 0, {}, gen("A"), false)], [disk("b")]))).toEqual([["r0", "virtio-a", 1, 0, "alone", "never-formed"]]);
  });

  test("a pair that is there goes on, and a side that has its data may note it", () => {
    expect(said(plan([side("a", 0)], [side("b", 1)]))).toEqual([["r0", "virtio-a", 1, 0, "resume", "in-step"]]);
    expect(actions(plan([side("a", 0, { state: "claiming" })], [side("b", 1)]))).toEqual(["pair.up", "pair.settle"]);
  });

  test("with the same disks, and peers that claim: all is made", () => {
    expect(said(makePlan(ring(2), [], machine(0, [disk("a")]), [{ ...machine(1, [disk("b")]), claims: true }]))).toEqual([["r0", "virtio-a", 1, 0, "make", "both-empty"]]);
  });
});

describe("a line that names one node", () => {
  const problems = (own: DiskFacts): unknown[] => makePlan(ring(1), [], machine(0, [own])).problems.map(({ severity, code, args }) => [severity, code, args]);

  test("says that a disk is one side of a pair, and is not used", () => {
    expect(problems(side("a", 0))).toEqual([["warning", "pair.one-node", { resource: "r0", pool: "default", disk: "virtio-a", peer: "10.0.0.2" }]]);
    expect(problems(sideDisk("a", 1, meta(gen("A"))))).toMatchObject([["warning", "pair.one-node", { peer: "" }]]);
    expect(makePlan(ring(1), [], machine(0, [side("a", 0)])).steps.filter(({ action }) => /^(pool|pair)\./.test(action))).toEqual([]);
  });

  test("says nothing of a side that is a pool again, or is refused; nor does a line with both nodes", () => {
    expect(problems(side("a", 0, {}, gen("A"), false))).toEqual([]);
    expect(problems(side("a", 0, { site: "elsewhere" }))).toEqual([]);
    expect(makePlan(ring(2), [], machine(0, [side("a", 0)])).problems).toEqual([]);
    expect(makePlan(ring(1), [], facts([nic("eth0", "0a:00:00:00:00:09")], [side("a", 0)])).problems.map(({ code }) => code)).not.toContain("pair.one-node");
  });
});
