import { marker } from "../../../../src/apply/actions/diskClaim.ts";
import { withLink } from "../../../../src/apply/pairLink.ts";
import { encodeMarker, fitsSector } from "../../../../src/marker/index.ts";
import { describe, expect, test } from "vitest";
import type { DiskFacts, Facts } from "../../../../src/model/facts.ts";
import type { Plan } from "../../../../src/model/plan.ts";
import type { Site } from "../../../../src/model/site.ts";
import { newUuid } from "../../../../src/plan/cluster/newPairings.ts";
import { makePlan } from "../../../../src/plan/index.ts";
import { card, disk, facts, GIB, nic, node, ownDisk, site } from "../fixtures.ts";
import { cardOf, gen, meta, ring, sideDisk } from "./fixtures.ts";

/** Of node `index` in ring(): what a marker calls it. */
const addressOf = (index: number): string => `10.0.0.${index + 1}`;
const machine = (index: number, disks: DiskFacts[]): Facts => facts([nic("eth0", cardOf(index))], disks);
const plan = (own: Facts, heard: Facts[], line: Site): Plan => makePlan(line, [], own, heard);
const said = ({ cluster }: Plan): unknown[] => (cluster?.resources ?? []).filter(({ name }) => name !== "").map(({ name, disk: own, peerIndex, primaryIndex, state, situation }) => [name, own, peerIndex, primaryIndex, state, situation]);
const actions = ({ steps }: Plan): string[] => steps.filter(({ phase, action }) => phase === "pair" && /^(disk|pair)\./.test(action)).map(({ action }) => action);
/** The line's nodes in another order, or some of them. */
const line = (...machines: number[]): Site => site(machines.map((one, index) => node([card([cardOf(one)], "eth0", `${addressOf(one)}/24`)], index, `lab-${index + 1}`)));
const r1 = (name: string, side: 0 | 1, peer: number | null, generation = gen("A"), place: Parameters<typeof sideDisk>[4] = {}): DiskFacts =>
  sideDisk(name, side, meta(generation), { pool: "pool2" }, { resource: "r1", ...(peer === null ? {} : { peer: addressOf(peer) }), ...place });

describe("r1 of two nodes (made by node 1, mirrored to node 0) on a line with three", () => {
  // Node 0 took over and wrote; all were off since.
  const old = (peer: number | null): Facts => machine(1, [r1("old", 0, peer)]);
  const newer = machine(0, [sideDisk("new", 1, meta(gen("B"), { bitmap: gen("A") }), { pool: "pool2" }, { resource: "r1", peer: addressOf(1) })]);
  const third = machine(2, [disk("blank")]);

  test("the blank disk of the new node gets no place while the peer is silent, and old data is not used", () => {
    const found = plan(old(0), [third], ring(3));
    expect(said(found)).toEqual([["r1", "virtio-old", 0, null, "wait", "peer-silent"]]);
    expect(actions(found)).toEqual(["pair.attach"]);
    expect(said(plan(third, [old(0)], ring(3)))).toEqual([]);
    expect(plan(third, [old(0)], ring(3)).disks.map(({ verdict }) => verdict)).toEqual(["wait"]);
  });

  test("nor where an older marker does not say who the peer is", () => {
    const found = plan(old(null), [third], ring(3));
    expect(said(found)).toEqual([["r1", "virtio-old", null, null, "wait", "peer-silent"]]);
    expect(actions(found)).toEqual([]);
    expect(said(plan(third, [old(null)], ring(3)))).toEqual([]);
  });

  test("minutes later the peer is there, and its data counts", () => {
    for (const peer of [0, null]) {
      expect(said(plan(old(peer), [newer, third], ring(3)))).toEqual([["r1", "virtio-old", 0, 0, "resume", "one-ahead"]]);
      expect(said(plan(newer, [old(peer), third], ring(3)))).toEqual([["r1", "virtio-new", 1, 0, "resume", "one-ahead"]]);
    }
  });

  test("a takeover, which hears nobody, knows whose silence it has to check", () => {
    expect(said(plan(old(0), [], ring(3)))).toEqual([["r1", "virtio-old", 0, null, "wait", "peer-silent"]]);
    expect(said(plan(old(null), [], ring(3)))).toEqual([["r1", "virtio-old", null, null, "wait", "peer-silent"]]);
    expect(said(plan(old(null), [], ring(2)))).toEqual([["r1", "virtio-old", 0, null, "wait", "peer-silent"]]);
  });

  test("the peer itself may have a new disk, whoever else is silent; another node only where all are heard", () => {
    const replaced = machine(0, [disk("spare")]);
    expect(said(plan(old(0), [replaced], ring(3)))).toEqual([["r1", "virtio-old", 0, 1, "join", "one-empty"]]);
    expect(said(plan(replaced, [old(0)], ring(3)))).toEqual([["r1", "virtio-spare", 1, 1, "join", "one-empty"]]);
    // No marker says who it was: all three are heard, and nobody has newer data.
    expect(said(plan(old(null), [machine(0, []), third], ring(3)))).toEqual([["r1", "virtio-old", 2, 1, "join", "one-empty"]]);
    expect(said(plan(old(null), [third], ring(3)))[0]).toContain("wait");
  });
});

describe("an end that two nodes claim", () => {
  const nodes = [machine(0, [r1("a", 1, 1)]), machine(1, [r1("b", 0, 0)]), machine(2, [r1("c", 1, 1)])] as const;

  test("is refused by each of them, and each lists it", () => {
    expect(said(plan(nodes[0], [nodes[1], nodes[2]], ring(3)))).toEqual([["r1", "virtio-a", 1, null, "refuse", "refused-side"]]);
    expect(said(plan(nodes[1], [nodes[0], nodes[2]], ring(3)))).toEqual([["r1", "virtio-b", 0, null, "refuse", "refused-side"]]);
    expect(said(plan(nodes[2], [nodes[0], nodes[1]], ring(3)))).toEqual([["r1", "virtio-c", 1, null, "refuse", "refused-side"]]);
    expect(nodes.flatMap((own) => actions(plan(own, nodes.filter((one) => one !== own), ring(3))))).toEqual([]);
  });

  test("whatever a node with a blank disk beside them has", () => {
    const beside = [nodes[0], machine(2, [r1("c", 1, 1)]), machine(1, [disk("blank")])] as const;
    expect(said(plan(beside[0], [beside[1], beside[2]], ring(3)))).toEqual([["r1", "virtio-a", 2, null, "refuse", "refused-side"]]);
    expect(said(plan(beside[1], [beside[0], beside[2]], ring(3)))).toEqual([["r1", "virtio-c", 0, null, "refuse", "refused-side"]]);
    expect(said(plan(beside[2], [beside[0], beside[1]], ring(3)))).toEqual([]);
  });
});

describe("who has the other side", () => {
  const adopted = (peer: number | null, formed = true): DiskFacts => sideDisk("a", 0, meta(gen("A")), {}, { resource: "r40", formed, ...(peer === null ? {} : { peer: addressOf(peer) }) });

  test("is written when a side is made, joined, or was a pool", () => {
    const claimed = (found: Plan): unknown[] => found.steps.flatMap((step) => (step.action === "disk.claim" ? [step.pair?.peer] : step.action === "pair.adopt" ? [step.place.peer] : []));
    const two = [machine(0, [disk("a")]), machine(1, [disk("b")])] as const;
    expect([claimed(plan(two[0], [two[1]], ring(2))), claimed(plan(two[1], [two[0]], ring(2)))]).toEqual([["10.0.0.2"], ["10.0.0.1"]]);
    expect(claimed(plan(two[1], [machine(0, [r1("a", 0, null)])], ring(2)))).toEqual(["10.0.0.1"]);
    expect(claimed(plan(machine(1, [ownDisk("a")]), [], ring(2)))).toEqual(["10.0.0.1"]);
  });

  test("is an IPv4 address where there is one", () => {
    const both = site([node([card([cardOf(0)], "eth0", "2001:db8::1/64", "10.0.0.1/24")]), node([card([cardOf(1)], "eth0", "2001:db8::2/64", "10.0.0.2/24")], 1)]);
    expect(plan(machine(0, [disk("a")]), [machine(1, [disk("b")])], both).steps.find(({ action }) => action === "disk.claim")).toMatchObject({ pair: { peer: "10.0.0.2" } });
  });

  test("stays true when tokens change their order, and for a machine in the place of another", () => {
    for (const found of [plan(machine(1, [adopted(0)]), [], line(1, 0)), plan(machine(1, [adopted(0)]), [], line(2, 1, 0))]) {
      const { peerIndex = null } = found.cluster?.resources[0] ?? {};
      expect(found.cluster?.peers.find(({ index }) => index === peerIndex)?.addresses).toEqual(["10.0.0.1/24"]);
    }
    const other = site([node([card([cardOf(7)], "eth0", "10.0.0.1/24")]), ...line(0, 1, 2).nodes.slice(1)]);
    expect(said(plan(machine(1, [adopted(0)]), [machine(7, [disk("new")])], other))).toEqual([["r40", "virtio-a", 0, 1, "join", "one-empty"]]);
  });

  test("is nobody where the line no longer names it, and the one left is somebody else", () => {
    expect(said(plan(machine(1, [adopted(2)]), [], ring(2)))).toEqual([["r40", "virtio-a", null, null, "wait", "peer-silent"]]);
    // Heard, the one left has no newer data: it is another machine in its place, or the whole network has new addresses.
    expect(said(plan(machine(1, [adopted(2)]), [machine(0, [disk("new")])], ring(2)))).toEqual([["r40", "virtio-a", 0, 1, "join", "one-empty"]]);
    // Both machines have changed addresses with each other: the marker names its own node.
    expect(said(plan(machine(1, [adopted(1)]), [], ring(2)))).toEqual([["r40", "virtio-a", 0, null, "wait", "peer-silent"]]);
  });

  test("holds up no pool that never had another side", () => {
    for (const peer of [0, 5, null]) expect(said(plan(machine(1, [adopted(peer, false)]), [], ring(3)))[0]).toMatchObject(["r40", "virtio-a", peer === 0 ? 0 : 2, 1, "alone", "never-formed"]);
    // A neighbour's blank disk gets no place by a mere guess, and nobody is noted by one.
    const guessed = plan(machine(1, [adopted(null, false)]), [machine(2, [disk("blank")])], ring(3));
    expect(said(guessed)).toEqual([["r40", "virtio-a", 2, 1, "alone", "never-formed"]]);
    expect(actions(guessed)).not.toContain("pair.peer");
  });

  test("is noted later where the marker does not say it, or names one that was replaced", () => {
    const noted = (own: DiskFacts): unknown[] => plan(machine(0, [own]), [machine(1, [r1("b", 1, 0)])], ring(2)).steps.flatMap((step) => (step.action === "pair.peer" ? [step.peer] : []));
    expect([noted(r1("a", 0, null)), noted(r1("a", 0, 5)), noted(r1("a", 0, 1))]).toEqual([["10.0.0.2"], ["10.0.0.2"], []]);
    // Nothing is noted of one that is merely meant.
    expect(actions(plan(machine(0, [r1("a", 0, null)]), [], ring(2)))).toEqual(["pair.attach"]);
  });

  test("is left out where the marker would outgrow a sector", () => {
    const long = `nvme-${"M".repeat(40)}_${"S".repeat(20)}`;
    const own = { ...disk("a", { sizeBytes: 8000 * GIB }), id: long };
    const far = site([node([card([cardOf(0)], "eth0", "2001:db8:1111:2222:3333:4444:5555:6661/64")]), node([card([cardOf(1)], "eth0", "2001:db8:1111:2222:3333:4444:5555:6662/64")], 1)]);
    const at = (siteId: string): Facts[] => [machine(0, [own]), machine(1, [disk("b", { sizeBytes: 8000 * GIB })])].map((one) => ({ ...one, overlay: { ...one.overlay, siteId } }));
    const peerAt = (siteId: string): unknown => plan(at(siteId)[0] as Facts, at(siteId).slice(1), far).steps.flatMap((step) => (step.action === "disk.claim" ? [step.pair?.peer] : []));
    expect([peerAt("default"), peerAt("a-site-with-a-name-of-32-letters")]).toEqual([["2001:db8:1111:2222:3333:4444:5555:6662"], [undefined]]);
    // The note that comes to it later has its room.
    const [place] = plan(at("default")[0] as Facts, at("default").slice(1), far).steps.flatMap((step) => (step.action === "disk.claim" ? [step] : []));
    const claimed = marker(place as Parameters<typeof marker>[0], "ready");
    expect(fitsSector(claimed)).toBe(true);
    const bytes = Buffer.from(encodeMarker(withLink(claimed, true)));
    expect(bytes.lastIndexOf("\n")).toBeLessThan(512);
    expect(fitsSector(withLink(claimed, true))).toBe(true);
  });
});

describe("a side behind another controller", () => {
  const moved = (uuid?: string): DiskFacts => sideDisk("sda", 0, meta(gen("A")), { disk: "virtio-SERIAL-a" }, { peer: addressOf(1), ...(uuid === undefined ? {} : { uuid }) }, { id: "ata-QEMU_HARDDISK_SERIAL-a", serial: "SERIAL-a" });

  test("goes on with the other one, on both nodes", () => {
    const [one, other] = [machine(0, [moved()]), machine(1, [sideDisk("b", 1, meta(gen("A")), {}, { peer: addressOf(0) })])];
    expect(said(plan(one, [other], ring(2)))).toEqual([["r0", "ata-QEMU_HARDDISK_SERIAL-a", 1, 0, "resume", "in-step"]]);
    expect(said(plan(other, [one], ring(2)))).toEqual([["r0", "virtio-b", 0, 0, "resume", "in-step"]]);
    expect(plan(one, [other], ring(2)).steps.flatMap((step) => (step.action === "pair.up" ? [step.disk] : []))).toMatchObject([{ id: "ata-QEMU_HARDDISK_SERIAL-a", partitionUuid: "11111111-1111-5111-8111-111111111111" }]);
  });
  test("still has for its partner the disk that it was made with, of several that are blank", () => {
    const blank = ["b1", "b2"].map((name) => disk(name));
    for (const meant of ["virtio-b1", "virtio-b2"]) {
      const one = machine(0, [moved(newUuid("default", "r0", 0, "virtio-SERIAL-a", meant))]);
      expect(plan(one, [machine(1, blank)], ring(2)).cluster?.resources.filter(({ name }) => name === "r0").map(({ peerDisk }) => peerDisk)).toEqual([meant]);
    }
  });
});
