import { describe, expect, test } from "vitest";
import type { DiskFacts, Facts, PairPlace } from "../../../../src/model/facts.ts";
import type { Plan } from "../../../../src/model/plan.ts";
import { makePlan } from "../../../../src/plan/index.ts";
import { card, disk, facts, freedDisk, GIB, MAC, nic, node, simpleSite, site } from "../fixtures.ts";
import { cardOf, gen, meta, ring, sideDisk, UUID } from "./fixtures.ts";

const named = site([node([card([MAC.a], "eth0", "192.168.0.250/24"), card([MAC.b], "eth1", "10.0.0.1/24")], 0, "av-1"), node([card([MAC.c], "eth0", "192.168.0.251/24")], 1, "av-2")]);
const machine = (index: number, disks: DiskFacts[]): Facts => facts([nic("eth0", cardOf(index))], disks);
const planOf = (machines: Facts[], index: number, heard: Facts[] | null = machines.filter((_, place) => place !== index)): Plan => makePlan(ring(machines.length), [], machines[index] as Facts, heard);
const resources = (plan: Plan): unknown[] => (plan.cluster?.resources ?? []).map(({ name, disk: own, peerIndex, primaryIndex, state, situation }) => [name, own, peerIndex, primaryIndex, state, situation]);
const actions = (plan: Plan): string[] => plan.steps.filter(({ phase }) => phase === "pair").map(({ action }) => action);

test("a single machine, and one that no token names, has no peers", () => {
  expect(makePlan(simpleSite(), [], facts([nic("enp0s3", MAC.a)])).cluster).toBeNull();
  expect(makePlan(named, [], facts([nic("enp0s3", "52:54:00:00:00:01")])).cluster).toBeNull();
});

test("the others, with all their addresses, and no resource before anybody was heard", () => {
  expect(makePlan(named, [], facts([nic("enp0s3", MAC.a)], [disk("vda")])).cluster).toEqual({ peers: [{ index: 1, host: "av-2", addresses: ["192.168.0.251/24"] }], resources: [] });
  expect(makePlan(named, [], facts([nic("enp0s3", MAC.c)])).cluster?.peers).toEqual([{ index: 0, host: "av-1", addresses: ["192.168.0.250/24", "10.0.0.1/24"] }]);
});

describe("two bare nodes", () => {
  const two = [machine(0, [disk("a1"), disk("a2")]), machine(1, [disk("b1"), disk("b2")])];

  test("each leads one resource of two, and both see the same", () => {
    expect(resources(planOf(two, 0))).toEqual([["r0", "virtio-a1", 1, 0, "make", "both-empty"], ["r1", "virtio-a2", 1, 1, "make", "both-empty"]]);
    expect(resources(planOf(two, 1))).toEqual([["r0", "virtio-b2", 0, 0, "make", "both-empty"], ["r1", "virtio-b1", 0, 1, "make", "both-empty"]]);
    const uuids = (plan: Plan): string[] => (plan.cluster?.resources ?? []).map(({ uuid, pool }) => `${uuid} ${pool}`);
    expect(uuids(planOf(two, 0))).toEqual(uuids(planOf(two, 1)));
    expect(uuids(planOf(two, 0)).map((text) => text.split(" ")[1])).toEqual(["default", "pool2"]);
  });

  test("the leader makes the file system, the other follows", () => {
    expect(actions(planOf(two, 0))).toEqual([
      "disk.claim", "pair.up", "pair.begin", "pair.make",
      "disk.claim", "pair.up",
    ]);
    expect(planOf(two, 0).disks.map(({ verdict, reason }) => [verdict, reason])).toEqual([["claim", "blank"], ["claim", "blank"]]);
  });

  test("nobody heard: nothing is claimed", () => {
    const alone = planOf(two, 0, []);
    expect(resources(alone)).toEqual([["", "virtio-a1", null, null, "wait", "peer-silent"], ["", "virtio-a2", null, null, "wait", "peer-silent"]]);
    expect(alone.disks.map(({ verdict }) => verdict)).toEqual(["wait", "wait"]);
    expect(actions(alone)).toEqual([]);
  });

  test("a freed disk is as good as a blank one, another size is not", () => {
    const mixed = [machine(0, [freedDisk("a1")]), machine(1, [disk("b1"), disk("b2", { sizeBytes: 2 * GIB })])];
    expect(resources(planOf(mixed, 0))).toEqual([["r0", "virtio-a1", 1, 0, "make", "both-empty"]]);
    expect(planOf(mixed, 0).disks[0]?.reason).toBe("freed");
    expect(resources(planOf(mixed, 1))).toEqual([["r0", "virtio-b1", 0, 0, "make", "both-empty"], ["", "virtio-b2", null, null, "wait", "no-partner"]]);
    const unlike = [machine(0, [disk("a1")]), machine(1, [disk("b1", { sizeBytes: 2 * GIB })])];
    expect(resources(planOf(unlike, 0))).toEqual([["", "virtio-a1", null, null, "refuse", "other-size"]]);
  });

  test("a disk that does not answer any more is told of, and the others pair without it", () => {
    const silent = { errors: [{ what: "/dev/a1", why: "timeout" }], unreadable: true as const };
    const spoilt = [machine(0, [disk("a1", silent), disk("a2")]), machine(1, [disk("b1"), disk("b2")])];
    expect(resources(planOf(spoilt, 0))).toEqual([["r0", "virtio-a2", 1, 0, "make", "both-empty"], ["", "virtio-a1", null, null, "refuse", "disk-unreadable"]]);
    expect(resources(planOf(spoilt, 1))).toEqual([["r0", "virtio-b2", 0, 0, "make", "both-empty"], ["", "virtio-b1", null, null, "wait", "no-partner"]]);
    const used = [machine(0, [sideDisk("a", 0, null, {}, {}, silent)]), machine(1, [sideDisk("b", 1, meta(gen("A")))])];
    for (const index of [0, 1]) expect([resources(planOf(used, index)).map((said) => (said as unknown[]).slice(4)), actions(planOf(used, index))]).toEqual([[["refuse", "disk-unreadable"]], []]);
  });

  test("a peer of another site, or one that no token names, is not heard", () => {
    const other = machine(1, [disk("b1")]);
    expect(resources(planOf(two, 0, [{ ...other, overlay: { ...other.overlay, siteId: "elsewhere" } }]))).toEqual(resources(planOf(two, 0, [])));
    expect(resources(planOf(two, 0, [machine(4, [disk("b1")])]))).toEqual(resources(planOf(two, 0, [])));
  });
});

test("three nodes are a ring: each is first for one disk and second for another; new ones only where all are heard", () => {
  const three = [0, 1, 2].map((index) => machine(index, [disk(`n${index}a`), disk(`n${index}b`)]));
  const led = three.map((_, index) => (planOf(three, index).cluster?.resources ?? []).map(({ disk: own, peerIndex, primaryIndex }) => `${own} ${String(peerIndex)} ${String(primaryIndex)}`));
  expect(led).toEqual([["virtio-n0a 1 0", "virtio-n0b 2 2"], ["virtio-n1b 0 0", "virtio-n1a 2 1"], ["virtio-n2b 1 1", "virtio-n2a 0 2"]]);
  expect(planOf(three, 0, [three[1] as Facts]).cluster?.resources.map(({ state }) => state)).toEqual(["wait", "wait"]);
});

describe("a pair that exists", () => {
  test("that was just made is used once both sides have noted it", () => {
    const made = [machine(0, [sideDisk("a", 0, meta(gen("A")), {}, { peer: "10.0.0.2" })]), machine(1, [sideDisk("b", 1, meta(gen("A")), { state: "claiming" })])];
    expect(resources(planOf(made, 1))).toEqual([["r0", "virtio-b", 0, 0, "settle", "unnoted"]]);
    expect([actions(planOf(made, 0)), actions(planOf(made, 1))]).toEqual([["pair.up"], ["pair.up", "pair.settle"]]);
  });

  const inStep = (name: string, side: 0 | 1): DiskFacts => sideDisk(name, side, meta(gen("A")), {}, { peer: side === 0 ? "10.0.0.2" : "10.0.0.1" });

  test("goes on, led by the first side", () => {
    const both = [machine(0, [inStep("a", 0)]), machine(1, [inStep("b", 1)])];
    expect(resources(planOf(both, 1))).toEqual([["r0", "virtio-b", 0, 0, "resume", "in-step"]]);
    expect(actions(planOf(both, 0))).toEqual(["pair.up", "pair.mount", "file.write", "link.make", "guests.restore", "service.start", "guests.start", "ssh.hostkeys", "service.start"]);
    expect(planOf(both, 0).steps.filter(({ action }) => action === "ssh.hostkeys").at(-1)).toMatchObject({ dir: "/var/lib/ramvisor/pools/default/.ramvisor/ssh" });
    expect(actions(planOf(both, 1))).toEqual(["pair.up"]);
  });

  const linked = (name: string, side: 0 | 1, over: Parameters<typeof meta>[1] = {}, place: Partial<PairPlace> = {}): DiskFacts => sideDisk(name, side, meta(gen("A"), over), {}, { peer: side === 0 ? "10.0.0.2" : "10.0.0.1", linked: true, ...place });

  test("a side that was connected to one whose disk is gone waits beside the blank one: it may lack what was written since", () => {
    const both = [machine(0, [disk("new")]), machine(1, [linked("b", 1)])];
    expect(resources(planOf(both, 1))).toEqual([["r0", "virtio-b", 0, null, "wait", "may-be-behind"]]);
    expect(actions(planOf(both, 1))).toEqual(["pair.attach"]);
    expect(resources(planOf(both, 0))).toEqual([["r0", "virtio-new", 1, null, "wait", "may-be-behind"]]);
    expect(actions(planOf(both, 0))).toEqual([]);
  });

  test.each<[string, DiskFacts, string]>([
    // DRBD leaves this mark on the disk of one that has crashed, long after it follows another.
    ["it was primary", linked("b", 1, { primary: true }), "may-be-behind"],
    ["it went on alone, as DRBD knows", linked("b", 1, { bitmap: gen("Z") }), "one-empty"],
    // The other one may have been taken over since, for all that this side can know.
    ["it went on alone, and was in use when it was last heard of", linked("b", 1, { bitmap: gen("Z"), primary: true }), "may-be-behind"],
    ["it never had another side", linked("b", 1, {}, { formed: false }), "one-empty"],
  ])("beside a blank disk, %s", (_, side, situation) => {
    expect(planOf([machine(0, [disk("new")]), machine(1, [side])], 1).cluster?.resources).toMatchObject([{ situation }]);
  });

  test("a pool of that name on a disk of another site is none: the blank disk beside it takes the place", () => {
    const foreign = sideDisk("old", 0, null, { site: "elsewhere", pool: "default" });
    expect(planOf([machine(0, [foreign, disk("new")]), machine(1, [linked("b", 1, {}, { formed: false })])], 1).cluster?.resources).toMatchObject([{ situation: "one-empty" }]);
  });

  test("beside a disk that a person gave up, one that went on alone gives it its data", () => {
    const planned = (bitmap: string, pair = UUID): unknown => planOf([machine(0, [freedDisk("new", { pair })]), machine(1, [linked("b", 1, { bitmap, primary: true })])], 1).cluster?.resources;
    expect(planned(gen("Z"))).toMatchObject([{ situation: "one-empty" }]);
    // A spare that held something else.
    expect(planned(gen("Z"), "55555555-5555-5555-8555-555555555555")).toMatchObject([{ situation: "may-be-behind" }]);
    expect(planned(meta(gen("A")).bitmap)).toMatchObject([{ situation: "may-be-behind" }]);
  });

  test("a side that has had all data and could not note it comes up while its peer is silent: it may be all that there is", () => {
    const begun = (drbd: ReturnType<typeof meta>): Facts => machine(0, [sideDisk("b", 1, drbd, { state: "claiming" })]);
    expect(actions(planOf([begun(meta(gen("A"))), machine(1, [])], 0, []))).toEqual(["pair.attach"]);
    expect(actions(planOf([begun(meta(gen("A"), { consistent: false })), machine(1, [])], 0, []))).toEqual([]);
  });

  test("a spare does not take the place of a disk of equal size that does not answer in this start", () => {
    const silent = disk("a", { errors: [{ what: "/dev/a", why: "timeout" }], unreadable: true as const });
    const other = sideDisk("b", 1, meta(gen("A")), {}, { peer: "10.0.0.1" });
    expect(planOf([machine(0, [silent, disk("spare")]), machine(1, [other])], 1).cluster?.resources).toMatchObject([{ situation: "no-partner" }]);
    expect(planOf([machine(0, [{ ...silent, sizeBytes: 2 * GIB }, disk("spare")]), machine(1, [other])], 1).cluster?.resources).toMatchObject([{ situation: "one-empty" }]);
  });

  test("alone it comes up and waits, and is not mounted", () => {
    const both = [machine(0, [inStep("a", 0)]), machine(1, [])];
    expect(resources(planOf(both, 0, []))).toEqual([["r0", "virtio-a", 1, null, "wait", "peer-silent"]]);
    expect(actions(planOf(both, 0, []))).toEqual(["pair.attach"]);
    expect(planOf(both, 0, null).steps.filter(({ action }) => action === "pool.mount")).toEqual([]);
  });

  test("a blank disk of equal size takes the place of one that is gone, and data flows to it", () => {
    const replaced = [machine(0, [disk("new")]), machine(1, [inStep("b", 1)])];
    expect(resources(planOf(replaced, 0))).toEqual([["r0", "virtio-new", 1, 1, "join", "one-empty"]]);
    expect(actions(planOf(replaced, 0))).toEqual(["disk.claim", "pair.up", "pair.settle"]);
    expect(actions(planOf(replaced, 1))).toEqual(["pair.up", "pair.mount", "file.write", "link.make", "guests.restore", "service.start", "guests.start"]);
    const larger = planOf([machine(0, [disk("new", { sizeBytes: 2 * GIB })]), machine(1, [inStep("b", 1)])], 1);
    expect(resources(larger)).toEqual([["r0", "virtio-b", 0, null, "refuse", "other-size"]]);
    // It may be all that there is, and is to be taken over.
    expect(actions(larger)).toEqual(["pair.attach"]);
    expect(resources(planOf([machine(0, [disk("new", { sizeBytes: 2 * GIB })]), machine(1, [inStep("b", 1)])], 0))).toEqual([["", "virtio-new", null, null, "refuse", "other-size"]]);
  });

  test("no blank disk takes the place of one that is there and refused, or there twice", () => {
    const moved = sideDisk("a", 0, meta(gen("A")), { disk: "virtio-other" });
    expect(resources(planOf([machine(0, [moved, disk("new")]), machine(1, [inStep("b", 1)])], 1))).toEqual([["r0", "virtio-b", 0, null, "refuse", "refused-side"]]);
    const twice = [machine(0, [inStep("a", 0), inStep("old", 0)]), machine(1, [inStep("b", 1)])];
    expect(resources(planOf(twice, 1))).toEqual([["r0", "virtio-b", 0, null, "refuse", "refused-side"]]);
    // On two nodes each by itself would do.
    expect(resources(planOf([machine(0, [inStep("a", 0)]), machine(1, [inStep("copy", 0)])], 1))[0]).toEqual(["r0", "virtio-copy", 0, null, "refuse", "refused-side"]);
  });

  test("what is refused gets no step", () => {
    const apart = [machine(0, [sideDisk("a", 0, meta(gen("A"), { bitmap: gen("X") }))]), machine(1, [sideDisk("b", 1, meta(gen("B"), { bitmap: gen("X") }))])];
    expect(resources(planOf(apart, 0))).toEqual([["r0", "virtio-a", 1, null, "refuse", "diverged"]]);
    expect([...actions(planOf(apart, 0)), ...actions(planOf(apart, 1))]).toEqual([]);
  });
});
