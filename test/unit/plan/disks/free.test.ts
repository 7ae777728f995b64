import { describe, expect, test } from "vitest";
import type { DiskFacts } from "../../../../src/model/facts.ts";
import { decideFree, findNamed } from "../../../../src/plan/disks/free.ts";
import { sideDisk } from "../cluster/fixtures.ts";
import { disk, freedDisk, MIB, ownDisk } from "../fixtures.ts";

const signatures: DiskFacts["signatures"] = [{ source: "wipefs", type: "ext4", offset: 1080 }];
const used = (over: Partial<DiskFacts> = {}): DiskFacts => disk("vda", { signatures, scans: [], ...over });
const decide = (one: DiskFacts, others: DiskFacts[] = []): ReturnType<typeof decideFree> => decideFree(one, [one, ...others], "default");

test("what stands on a disk may be given away, for its serial number", () => {
  for (const one of [used(), used({ children: ["vda1"] }), disk("vda", { children: ["vda1"], scans: [] }), disk("vda", { marker: { state: "damaged", why: "x" }, scans: [] }), disk("vda", { marker: { state: "newer", format: 9 }, scans: [] })]) {
    expect(decide(one)).toEqual({ kind: "ask", number: "serial", answer: "vda", pool: null });
  }
  expect(decide(freedDisk("vda", { state: "freeing" }))).toMatchObject({ kind: "ask" });
  expect(decide(freedDisk("vda", { disk: "virtio-other" }))).toMatchObject({ kind: "ask" });
});

test("a disk without a serial number is known by its WWN, one without either by nothing", () => {
  expect(decide(used({ serial: null, wwn: "0x5000" }))).toMatchObject({ kind: "ask", number: "wwn", answer: "0x5000" });
  expect(decide(used({ serial: "", wwn: null }))).toMatchObject({ kind: "refuse", reason: "no-identity" });
  expect(decide(used({ id: "unknown:/dev/vda" }))).toMatchObject({ kind: "refuse", reason: "no-identity" });
});

test("a pool of guests wants its name as well, whosever it is", () => {
  expect(decide(ownDisk("vda"))).toEqual({ kind: "ask", number: "serial", answer: "vda default", pool: { name: "default", site: "default" } });
  expect(decide(ownDisk("vda", { site: "other", pool: "pool2", state: "claiming" }))).toMatchObject({ answer: "vda pool2", pool: { site: "other" } });
  expect(decide(ownDisk("vda"), [ownDisk("vdb")])).toMatchObject({ kind: "ask" });
});

test("nothing is to do on a blank or a freed disk", () => {
  expect(decide(disk("vda"))).toEqual({ kind: "nothing", reason: "blank" });
  expect(decide(freedDisk("vda"))).toEqual({ kind: "nothing", reason: "freed" });
});

describe("a disk in use, or not for us, is refused whatever is on it", () => {
  test.each<[string, Partial<DiskFacts>, string]>([
    ["mounted", { mounts: ["/mnt"] }, "release"], ["held", { holders: ["md0"] }, "release"], ["swap", { swap: true }, "release"],
    ["multipath", { multipath: true, holders: ["dm-0"] }, "unplug-or-ignore"], ["boot-medium", { bootMedium: true }, "unplug-or-ignore"],
    ["removable", { removable: true }, "unplug-or-ignore"], ["usb", { transport: "usb" }, "unplug-or-ignore"], ["read-only", { readOnly: true }, "unplug-or-ignore"],
    ["unreadable", { errors: [{ what: "/dev/vda", why: "EIO" }] }, "check-cable"], ["held", { errors: [{ what: "/dev/vda", why: "EBUSY: the kernel holds it" }] }, "release"],
    ["too-small", { sizeBytes: 128 * MIB }, "unplug-or-ignore"],
  ])("%s", (reason, over, remedy) => {
    for (const one of [used(over), ownDisk("vda", {}, over)]) expect(decide(one)).toMatchObject({ kind: "refuse", reason, remedy: { kind: remedy } });
  });
  test("one that cannot be told from another, or was not read", () => {
    expect(decide(used(), [disk("vdb", { id: "virtio-vda" })])).toMatchObject({ kind: "refuse", reason: "twin-identity" });
    expect(decide(disk("vda", { scans: [] }))).toMatchObject({ kind: "refuse", reason: "unproved" });
  });
});

describe("a side of a pair", () => {
  const side = (over: Partial<DiskFacts> = {}): DiskFacts => sideDisk("vda", 0, null, {}, { resource: "r3" }, { holders: ["drbd3"], ...over });
  const given = (one: DiskFacts, ...apart: string[]): ReturnType<typeof decideFree> => decideFree(one, [one], "default", new Set(apart));

  test("that is up and connected to nobody is given away; any other holder, or one that is connected, is in the way", () => {
    expect(given(side(), "r3")).toMatchObject({ kind: "ask", answer: "vda default" });
    for (const one of [given(side()), given(side(), "r0", "r30"), given(side({ holders: ["drbd0"] }), "r0", "r3"), given(side({ holders: ["drbd3", "dm-0"] }), "r3"), given(used({ holders: ["drbd3"] }), "r3")]) {
      expect(one).toMatchObject({ kind: "refuse", reason: "held" });
    }
  });
  test("in use is not", () => {
    expect(given(side({ mounts: ["/var/lib/ramvisor/pools/default"] }), "r3")).toMatchObject({ kind: "refuse", reason: "mounted" });
  });
});

test("a disk is found by its id, its stable path, its kernel path, or where a name of udev's leads", () => {
  const [a, b] = [disk("vda"), disk("vdb")];
  for (const name of ["virtio-vdb", "/dev/disk/by-id/virtio-vdb", "/dev/vdb"]) expect(findNamed([a, b], name, null)).toBe(b);
  expect(findNamed([a, b], "wwn-0x5", "/dev/vdb")).toBe(b);
  expect(findNamed([a, b], "virtio-vdb-part1", "/dev/vdb1")).toBeNull();
});
