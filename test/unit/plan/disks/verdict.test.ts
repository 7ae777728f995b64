import { describe, expect, test } from "vitest";
import type { DiskFacts } from "../../../../src/model/facts.ts";
import { decideFree } from "../../../../src/plan/disks/free.ts";
import { NO_TWINS, type Twins } from "../../../../src/plan/disks/identity.ts";
import { decideDisk, type DiskWish, SMALLEST_BYTES } from "../../../../src/plan/disks/verdict.ts";
import { disk, freedDisk, MIB, ownDisk } from "../fixtures.ts";

const claim: DiskWish = { site: "default", blank: null };
const decide = (facts: DiskFacts, wish: DiskWish = claim, twins: Twins = NO_TWINS): unknown => {
  const { verdict, reason, remedy } = decideDisk(facts, wish, twins);
  return [verdict, reason, remedy?.kind ?? null];
};

test("a blank disk is claimed, with its evidence", () => {
  expect(decideDisk(disk("vda"), claim)).toMatchObject({ verdict: "claim", reason: "blank", remedy: null });
  expect(decideDisk(disk("vda"), claim).evidence).toHaveLength(4);
});

describe("markers", () => {
  test("ours is used, whatever else is seen on the disk", () => {
    expect(decide(ownDisk("vda", {}, { mounts: ["/var/lib/ramvisor/pools/default"], errors: [{ what: "blkid", why: "timeout" }] }))).toEqual(["own", "own", null]);
  });
  test("another site's, a newer one, a damaged one, one written for another disk", () => {
    expect(decideDisk(ownDisk("vda", { site: "other" }), claim)).toMatchObject({ verdict: "refuse", reason: "other-site", remedy: { kind: "set-site", site: "other", giveUp: "/dev/disk/by-id/virtio-vda" } });
    expect(decide(ownDisk("vda", { format: 2 }))).toEqual(["refuse", "newer-format", "newer-medium"]);
    expect(decide(disk("vda", { marker: { state: "newer", format: 2 } }))).toEqual(["refuse", "newer-format", "newer-medium"]);
    expect(decide(disk("vda", { marker: { state: "damaged", why: "the checksum does not match" } }))).toEqual(["refuse", "damaged-marker", "check-cable"]);
    expect(decide(ownDisk("vda", { disk: "virtio-vdb" }))).toEqual(["refuse", "moved-marker", "unplug-or-ignore"]);
  });
  test("a disk smaller than its marker says has shrunk, or is a cut copy; a larger one has grown", () => {
    const size = ownDisk("vda").sizeBytes;
    expect(decide(ownDisk("vda", { sizeBytes: size + 512 }))).toEqual(["refuse", "resized", "restore-size"]);
    expect(decideDisk(ownDisk("vda", { sizeBytes: size + 512 }), claim).evidence).toContainEqual({ kind: "names", names: [String(size + 512)] });
    expect(decide(ownDisk("vda", { sizeBytes: size - 512 }))).toEqual(["own", "own", null]);
  });
  test("a claim begun on a disk that has grown since is not finished: to finish it would be refused at every start", () => {
    const size = ownDisk("vda").sizeBytes;
    expect(decide(ownDisk("vda", { state: "claiming", sizeBytes: size - 512 }))).toEqual(["refuse", "resized", "wipe"]);
    expect(decide(ownDisk("vda", { state: "claiming" }))).toEqual(["own", "unfinished", null]);
  });
  test.each([["disks-none", "own"], ["token-error", "own"], ["waits-for-peer", "own"], ["rescue", "leave"], ["unconfigured", "leave"]] as const)("own under %s: %s", (blank, verdict) => {
    expect(decide(ownDisk("vda"), { site: "default", blank })).toEqual([verdict, verdict === "own" ? "own" : blank, null]);
  });
  test.each([[null, "own"], ["waits-for-peer", "own"], ["disks-none", "leave"], ["token-error", "leave"], ["rescue", "leave"]] as const)("an interrupted claim under %s: %s", (blank, verdict) => {
    expect(decideDisk(ownDisk("vda", { state: "claiming" }), { site: "default", blank })).toMatchObject({ verdict, reason: verdict === "own" ? "unfinished" : blank });
  });
});

describe("a marker that refuses", () => {
  const refusing: [string, (over: Partial<DiskFacts>) => DiskFacts, number | null][] = [
    ["other-site", (over) => ownDisk("vda", { site: "other" }, over), 1], ["newer-format", (over) => ownDisk("vda", { format: 2 }, over), 2],
    ["newer-format", (over) => disk("vda", { marker: { state: "newer", format: 9 }, scans: [], ...over }), 9],
    ["damaged-marker", (over) => disk("vda", { marker: { state: "damaged", why: "the checksum does not match" }, scans: [], ...over }), null],
    ["moved-marker", (over) => ownDisk("vda", { disk: "virtio-vdb" }, over), 1], ["resized", (over) => ownDisk("vda", { sizeBytes: 4 * MIB * 1024 }, over), 1],
    ["moved-marker", (over) => freedDisk("vda", { disk: "virtio-vdb" }, over), null], ["unfinished-free", (over) => freedDisk("vda", { state: "freeing" }, over), null],
  ];
  test.each(refusing)("%s says where it stands", (reason, make, format) => {
    const decision = decideDisk(make({}), claim);
    expect(decision).toMatchObject({ verdict: "refuse", reason });
    expect(decision.evidence[0]).toMatchObject({ offset: 524_288, format });
  });
  test.each(refusing)("%s: the disk may be given up, and the command for it takes it", (_, make) => {
    const { remedy } = decideDisk(make({}), claim);
    expect(remedy).toMatchObject(remedy?.kind === "wipe" ? { path: "/dev/disk/by-id/virtio-vda" } : { giveUp: "/dev/disk/by-id/virtio-vda" });
    expect(decideFree(make({}), [], "default")).toMatchObject({ kind: "ask" });
  });
  test.each<[string, Partial<DiskFacts>]>([["mounted", { mounts: ["/mnt"] }], ["usb", { transport: "usb" }], ["held", { errors: [{ what: "/dev/vda", why: "EBUSY: the kernel holds it" }] }], ["unreadable", { errors: [{ what: "/dev/vda", why: "EIO" }] }]])("no command is promised that would be refused: %s", (reason, over) => {
    for (const [, make] of refusing.slice(0, 6)) {
      expect(decideDisk(make(over), claim).remedy).not.toHaveProperty("giveUp");
      expect(decideFree(make(over), [], "default")).toMatchObject({ kind: "refuse", reason });
    }
  });
});

test("a disk whose ends were read, and too few samples, may be given up; one that was not read may not", () => {
  const slow = disk("vda", { scans: disk("vda").scans.slice(0, 2) });
  expect(decideDisk(slow, claim)).toMatchObject({ reason: "unproved", remedy: { kind: "check-cable", giveUp: "/dev/disk/by-id/virtio-vda" } });
  expect(decideFree(slow, [], "default")).toMatchObject({ kind: "ask" });
  for (const scans of [[], disk("vda").scans.slice(0, 1), disk("vda").scans.slice(1)]) {
    const unread = disk("vda", { scans });
    expect(decideDisk(unread, claim)).toMatchObject({ reason: "unproved", remedy: { kind: "check-cable" } });
    expect(decideDisk(unread, claim).remedy).not.toHaveProperty("giveUp");
    expect(decideFree(unread, [], "default")).toMatchObject({ kind: "refuse", reason: "unproved" });
  }
});

test("an exclusive holder that the kernel alone knows of is a holder, not a bad cable, whatever is on the disk", () => {
  const errors: DiskFacts["errors"] = [{ what: "/dev/vda", why: "EBUSY: the kernel holds it" }, { what: "blkid", why: "timeout" }];
  for (const over of [{}, { children: ["vda1"] }, { signatures: [{ source: "wipefs", type: "ext4", offset: 1080 }] as DiskFacts["signatures"] }]) {
    expect(decideDisk(disk("vda", { scans: [], errors, ...over }), claim)).toEqual({
      verdict: "refuse", reason: "held", evidence: [{ kind: "error", what: "/dev/vda", why: "EBUSY: the kernel holds it" }], remedy: { kind: "release", mounts: [], holders: [], swap: false },
    });
  }
});

describe("a free marker", () => {
  const samples = { what: "samples", fromByte: 0, toByte: disk("vda").sizeBytes, readBytes: 4 * MIB, firstNonZero: 500 * MIB, error: null } as const;
  test("claims the disk that it names, whatever lies between its ends", () => {
    expect(decideDisk(freedDisk("vda"), claim)).toMatchObject({ verdict: "claim", reason: "freed", remedy: null, evidence: [{}, {}, {}, { kind: "free-marker", offset: 524_288 }] });
    expect(decide(freedDisk("vda", {}, { scans: [...disk("vda").scans, samples] }))).toEqual(["claim", "freed", null]);
    expect(decide(disk("vda", { scans: [...disk("vda").scans, samples] }))).toEqual(["refuse", "not-zero", "wipe"]);
  });
  test.each([["id", { disk: "virtio-vdb" }], ["serial number", { serial: "other" }], ["no serial number", { serial: null }], ["size", { sizeBytes: 512 * MIB }]])("is worth nothing on a disk of another %s", (_, marker) => {
    expect(decide(freedDisk("vda", marker))).toEqual(["refuse", "moved-marker", "wipe"]);
  });
  test("of an interrupted run claims nothing", () => {
    expect(decide(freedDisk("vda", { state: "freeing" }))).toEqual(["refuse", "unfinished-free", "wipe"]);
  });
  test.each<[string, Partial<DiskFacts>]>([
    ["signature", { signatures: [{ source: "wipefs", type: "ext4", offset: 1080 }] }], ["children", { children: ["vda1"] }], ["mounted", { mounts: ["/mnt"] }], ["held", { holders: ["md0"] }],
    ["not-zero", { scans: [{ what: "head", fromByte: 0, toByte: 64 * MIB, readBytes: MIB, firstNonZero: 600_000, error: null }] }],
    ["unreadable", { errors: [{ what: "/dev/vda", why: "EIO" }] }], ["unproved", { scans: [] }], ["usb", { transport: "usb" }],
  ])("does not help where something was seen since: %s", (reason, over) => {
    expect(decideDisk(freedDisk("vda", {}, over), claim)).toMatchObject({ verdict: "refuse", reason });
  });
  test.each([["disks-none", "leave"], ["rescue", "leave"], ["token-error", "leave"], ["waits-for-peer", "wait"]] as const)("under %s: %s", (blank, verdict) => {
    expect(decideDisk(freedDisk("vda"), { site: "default", blank })).toMatchObject({ verdict, reason: blank });
  });
});

test("a disk that cannot be told from another is refused, ours too", () => {
  const sameId = { paths: ["/dev/vdb"], oneId: true };
  expect(decide(disk("vda"), claim, sameId)).toEqual(["refuse", "twin-identity", "unplug-or-ignore"]);
  expect(decideDisk(ownDisk("vda"), claim, sameId)).toMatchObject({ verdict: "refuse", evidence: [{ kind: "names", names: ["/dev/vdb"] }, { kind: "marker" }] });
  expect(decideDisk(ownDisk("vda"), claim, sameId).remedy).toEqual({ kind: "unplug-or-ignore" });
});

test("of two that claim one pool either can be given up, by its serial number", () => {
  const samePool = { paths: ["/dev/vdb"], oneId: false };
  expect(decideDisk(ownDisk("vda"), claim, samePool).remedy).toEqual({ kind: "unplug-or-ignore", giveUp: "/dev/disk/by-id/virtio-vda" });
  expect(decideDisk(ownDisk("vda", {}, { mounts: ["/mnt"] }), claim, samePool).remedy).toEqual({ kind: "unplug-or-ignore" });
  const [one, other] = [ownDisk("vda"), ownDisk("vdb")];
  expect(decideFree(one, [one, other], "default")).toMatchObject({ kind: "ask" });
});

describe("one row of the table each", () => {
  const gpt = { source: "gpt", type: "gpt", offset: 512 } as const;
  test.each<[string, Partial<DiskFacts>, string]>([
    ["boot-medium", { bootMedium: true }, "unplug-or-ignore"],
    ["removable", { removable: true }, "unplug-or-ignore"],
    ["usb", { transport: "usb" }, "unplug-or-ignore"],
    ["read-only", { readOnly: true }, "unplug-or-ignore"],
    ["mounted", { mounts: ["/mnt"] }, "release"],
    ["mounted", { mounts: ["/boot", "/"], swap: true }, "own-system"],
    ["held", { holders: ["md0"] }, "release"],
    ["swap", { swap: true }, "release"],
    ["multipath", { multipath: true, holders: ["mpatha"] }, "unplug-or-ignore"],
    ["signature", { signatures: [{ source: "wipefs", type: "ext4", offset: 1080 }] }, "wipe"],
    ["partition-table", { signatures: [{ source: "blkid", type: "ext4", offset: 1080 }, gpt] }, "wipe"],
    ["partition-table", { signatures: [{ source: "wipefs", type: "dos", offset: 510 }] }, "wipe"],
    ["children", { children: ["vda1"] }, "wipe"],
    ["unreadable", { errors: [{ what: "/dev/vda", why: "EIO" }] }, "check-cable"],
    ["unproved", { scans: [] }, "check-cable"],
    ["too-small", { sizeBytes: SMALLEST_BYTES - MIB }, "unplug-or-ignore"],
    ["no-identity", { id: "unknown:/dev/vda" }, "give-serial"],
  ])("%s", (reason, over, remedy) => {
    expect(decide(disk("vda", over))).toEqual(["refuse", reason, remedy]);
  });
  test("the smallest that is claimed", () => {
    expect(decide(disk("vda", { sizeBytes: SMALLEST_BYTES }))).toEqual(["claim", "blank", null]);
  });
});

describe("a refusal stays a refusal whatever is wished", () => {
  test.each(["disks-none", "rescue", "unconfigured", "token-error", "waits-for-peer"] as const)("%s", (blank) => {
    expect(decide(disk("vda", { mounts: ["/mnt"] }), { site: "default", blank })).toEqual(["refuse", "mounted", "release"]);
  });
});

test.each([
  ["disks-none", "leave", "set-disks"], ["rescue", "leave", null], ["unconfigured", "leave", null], ["token-error", "leave", "fix-token"], ["waits-for-peer", "wait", null],
] as const)("a blank disk under %s: %s", (blank, verdict, remedy) => {
  expect(decide(disk("vda"), { site: "default", blank })).toEqual([verdict, blank, remedy]);
});

test("the remedy names the path that stays with the disk", () => {
  expect(decideDisk(disk("vda", { children: ["vda1"] }), claim).remedy).toEqual({ kind: "wipe", path: "/dev/disk/by-id/virtio-vda" });
});
