import { describe, expect, it } from "vitest";
import { MARKER_OFFSET, encodeMarker } from "../../../src/marker/index.ts";
import { PARTITION_START, SUPERBLOCK_OFFSET } from "../../../src/raid/superblock.ts";
import { superblock } from "../raid/bytes.ts";
import type { DiskFacts } from "../../../src/model/facts.ts";
import { FakeHost, type FakeDisk, errno } from "./host.ts";

const MIB = 1024 * 1024;
const SIZE = 256 * MIB;
const blank = (more: Partial<FakeDisk> = {}): FakeDisk => ({ sizeBytes: SIZE, device: "254:0", ...more });
const SCANNED = [
  { what: "head", fromByte: 0, toByte: 64 * MIB, readBytes: 64 * MIB, firstNonZero: null, error: null },
  { what: "tail", fromByte: SIZE - 64 * MIB, toByte: SIZE, readBytes: 64 * MIB, firstNonZero: null, error: null },
  { what: "samples", fromByte: 64 * MIB, toByte: SIZE - 64 * MIB, readBytes: 16 * MIB, firstNonZero: null, error: null },
];

async function only(host: FakeHost, inventory: "boot" | "full" = "boot"): Promise<DiskFacts> {
  const { disks } = await host.facts({ inventory, diskLimitMs: 2000 });
  expect(disks).toHaveLength(1);
  return disks[0] as DiskFacts;
}

describe("a blank disk", () => {
  it("is described, asked about, and read at both ends and between", async () => {
    const host = new FakeHost().disk("vda", blank(), { serial: "RAMVISOR0" });
    expect(await only(host)).toEqual({
      path: "/dev/vda", id: "virtio-RAMVISOR0", serial: "RAMVISOR0", wwn: null, model: null, sizeBytes: SIZE, logicalBlockBytes: 512,
      removable: false, readOnly: false, transport: "virtio", rotational: false, diskSeq: 9, bootMedium: false, children: [], holders: [], mounts: [],
      swap: false, multipath: false, signatures: [], scans: SCANNED, marker: { state: "none" }, errors: [],
    });
    expect(host.started.sort()).toEqual(["blkid -p -o export /dev/vda", "wipefs -n -J /dev/vda"]);
    expect(host.left).toEqual([]);
  });

  it.each([0, 1, MIB - 1, MIB, 64 * MIB - 1, SIZE - 64 * MIB, SIZE - 1])("is not blank with one byte at %i", async (offset) => {
    const disk = await only(new FakeHost().disk("vda", blank({ bytes: [[offset, Buffer.from([1])]] })));
    expect(disk.scans.at(-1)).toMatchObject({ firstNonZero: offset, error: null });
  });

  const pieces = (from: number): number[] => Array.from({ length: 16 }, (_, index) => from + index * 4 * MIB);
  const between = (offset: number): boolean => offset >= 64 * MIB && offset < SIZE - 64 * MIB;
  const deepReads = (host: FakeHost): number[] => (host.reads.get("/dev/vda") ?? []).slice(2);

  it("is read at both ends in pieces of 4 MiB, every byte once, and then between, where it seeks", async () => {
    const host = new FakeHost().disk("vda", blank(), { "queue/rotational": "1" });
    expect((await only(host)).scans).toEqual(SCANNED);
    expect(deepReads(host).slice(0, 32)).toEqual([...pieces(0), ...pieces(SIZE - 64 * MIB)]);
    expect(deepReads(host).slice(32).every(between)).toBe(true);
  });

  it("is read between after each piece of its ends where it does not seek", async () => {
    const host = new FakeHost().disk("vda", blank());
    await only(host);
    expect(deepReads(host).filter((offset) => !between(offset))).toEqual([...pieces(0), ...pieces(SIZE - 64 * MIB)]);
    expect(deepReads(host).slice(1, 129).every(between)).toBe(true);
    expect(deepReads(host)[129]).toBe(4 * MIB);
  });

  const KIB = 1024;
  it("is read in pieces of 256 KiB beside many others, every byte once, and each finds its own byte", async () => {
    const places = [0, 256 * KIB - 1, 256 * KIB, MIB, 3 * MIB + 256 * KIB - 1, 64 * MIB - 256 * KIB, 64 * MIB - 1, SIZE - 64 * MIB, SIZE - 64 * MIB + 256 * KIB, SIZE - 256 * KIB - 1, SIZE - 256 * KIB, SIZE - 1];
    const host = new FakeHost();
    const names = [..."abcdefghijklmnop"].map((letter) => `vd${letter}`);
    for (const [index, name] of names.entries()) {
      const at = places[index];
      host.disk(name, blank({ device: `254:${String(16 * index)}`, ...(at === undefined ? {} : { bytes: [[at, Buffer.from([1])] as const] }) }), { serial: name, dev: `254:${String(16 * index)}`, "queue/rotational": name === "vdp" ? "1" : "0" });
    }
    const { disks } = await host.facts({ diskLimitMs: 20_000, diskSlots: 24 });
    expect(disks.map(({ scans }) => scans.find(({ firstNonZero }) => firstNonZero !== null)?.firstNonZero)).toEqual(names.map((_, index) => places[index]));
    expect(disks.flatMap(({ errors }) => errors)).toEqual([]);
    expect(disks.at(-2)?.scans).toEqual(SCANNED);
    const ends = (name: string): number[] => (host.reads.get(`/dev/${name}`) ?? []).slice(2).filter((offset) => !between(offset));
    const inPieces = (bytes: number): number[] => [0, SIZE - 64 * MIB].flatMap((from) => Array.from({ length: (64 * MIB) / bytes }, (_, index) => from + index * bytes));
    expect(ends("vdo")).toEqual(inPieces(256 * KIB));
    // A disk that seeks is read in larger ones.
    expect(ends("vdp")).toEqual(inPieces(MIB));
  });

  it("is no longer read between once an end is not zero", async () => {
    const host = new FakeHost().disk("vda", blank({ bytes: [[5 * MIB, Buffer.from([1])]] }));
    expect((await only(host)).scans).toEqual([{ ...SCANNED[0], readBytes: 8 * MIB, firstNonZero: 5 * MIB }]);
    expect(deepReads(host)).toHaveLength(130);
  });
});

describe("what speaks against a disk is seen, and the disk is not read deeply", () => {
  const cases: [string, (host: FakeHost) => unknown, Partial<DiskFacts>][] = [
    ["removable", (host) => host.file("/sys/block/vda/removable", "1\n"), { removable: true }],
    ["read-only", (host) => host.file("/sys/block/vda/ro", "1\n"), { readOnly: true }],
    ["a partition", (host) => host.file("/sys/block/vda/vda1/partition", "1\n").file("/sys/block/vda/vda10/partition", "10\n").file("/sys/block/vda/vda2/partition", "2\n"), { children: ["vda1", "vda2", "vda10"] }],
    ["a holder of it", (host) => host.file("/sys/block/vda/holders/dm-0/dev", "253:0\n"), { holders: ["dm-0"] }],
    ["a holder of a holder of a partition", (host) =>
      host.file("/sys/block/vda/vda1/partition", "1\n").file("/sys/block/vda/vda1/holders/md0/x", "").file("/sys/block/md0/holders/dm-3/x", ""), { children: ["vda1"], holders: ["md0", "dm-3"] }],
    ["holders of one another, from the bottom up, whatever their numbers", (host) => {
      host.file("/sys/block/vda/vda1/partition", "1\n").file("/sys/block/vda/vda2/partition", "2\n");
      for (const held of ["vda/vda1/holders/dm-5", "vda/vda2/holders/dm-1", "dm-5/holders/dm-2", "dm-1/holders/dm-2", "dm-2/holders/dm-0", "vda/vda2/holders/dm-10"]) host.file(`/sys/block/${held}/x`, "");
    }, { children: ["vda1", "vda2"], holders: ["dm-1", "dm-5", "dm-2", "dm-0", "dm-10"] }],
    ["multipath", (host) => host.file("/sys/block/vda/holders/dm-0/x", "").file("/sys/block/dm-0/dm/uuid", "mpath-3600508b4000971d1\n"), { holders: ["dm-0"], multipath: true }],
    ["a mount of it", (host) => host.file("/proc/self/mountinfo", "30 1 254:0 / /mnt/a\\040b rw - ext4 /dev/vda rw\n"), { mounts: ["/mnt/a b"] }],
    ["a mount of a partition", (host) =>
      host.file("/sys/block/vda/vda1/partition", "1\n").file("/sys/block/vda/vda1/dev", "254:1\n").file("/proc/self/mountinfo", "30 1 254:1 / /srv rw shared:1 - ext4 /dev/root rw\n"), { children: ["vda1"], mounts: ["/srv"] }],
    ["a mount that has a device number of its own (btrfs)", (host) =>
      host.file("/sys/block/vda/vda1/partition", "1\n").file("/proc/self/mountinfo", "30 1 0:44 /@ /srv rw - btrfs /dev/vda1 rw\n"), { children: ["vda1"], mounts: ["/srv"] }],
    ["a mount of a volume on it", (host) =>
      host.file("/sys/block/vda/holders/dm-0/x", "").file("/sys/block/dm-0/dev", "253:0\n").file("/proc/self/mountinfo", "30 1 253:0 / /srv rw - xfs /dev/mapper/vg-a rw\n"), { holders: ["dm-0"], mounts: ["/srv"] }],
    ["swap on it", (host) => host.file("/proc/swaps", "Filename Type Size Used Priority\n/dev/vda partition 1 0 -2\n"), { swap: true }],
    ["swap on a partition", (host) =>
      host.file("/sys/block/vda/vda2/partition", "2\n").file("/proc/swaps", "Filename Type Size Used Priority\n/dev/vda2 partition 1 0 -2\n/swapfile file 1 0 -3\n"), { children: ["vda2"], swap: true }],
  ];
  it.each(cases)("%s", async (_, change, expected) => {
    const host = new FakeHost().disk("vda", blank());
    change(host);
    const disk = await only(host);
    expect(disk).toMatchObject({ ...expected, scans: [], errors: [] });
    expect(host.started).toEqual([]);
  });

  it("USB", async () => {
    const host = new FakeHost().disk("sda", blank(), {}, "/sys/devices/pci0000:00/0000:00:14.0/usb1/1-4/1-4:1.0/host0/target0:0:0/0:0:0:0");
    expect(await only(host)).toMatchObject({ transport: "usb", scans: [] });
  });

  it("our medium", async () => {
    const descriptor = Buffer.from(`\x01CD001\x01\x00${" ".repeat(32)}${"RAMVISOR".padEnd(32)}`, "latin1");
    const host = new FakeHost().disk("vda", blank({ bytes: [[32_768, descriptor]] }));
    expect(await only(host)).toMatchObject({ bootMedium: true, scans: [] });
    expect((await host.facts()).bootMedium).toBe("/dev/vda");
  });

  it("the kernel's own hold, that nothing else shows", async () => {
    const disk = await only(new FakeHost().disk("vda", blank({ inUse: true })));
    expect(disk).toMatchObject({ errors: [{ what: "/dev/vda", why: "EBUSY: the kernel holds it" }], scans: [] });
  });

  it.each([
    ["GPT", 512, "gpt", "gpt"], ["GPT of 4096-byte blocks", 4096, "gpt", "gpt"],
    ["the backup GPT", SIZE - 512, "gpt", "gpt"], ["the backup GPT of 4096-byte blocks", SIZE - 4096, "gpt", "gpt"],
  ] as const)("%s", async (_, offset, source, type) => {
    const host = new FakeHost().disk("vda", blank({ bytes: [[offset, Buffer.from("EFI PART")]] }));
    expect(await only(host)).toMatchObject({ signatures: [{ source, type, offset }], scans: [] });
  });

  it.each([
    ["dos", [0x80, 0, 0, 0, 0x83]], ["PMBR", [0x00, 0, 0, 0, 0xee]], ["boot-sector", [0x41, 0, 0, 0, 0x83]], ["boot-sector", [0, 0, 0, 0, 0]],
  ])("an MBR: %s", async (type, entry) => {
    const host = new FakeHost().disk("vda", blank({ bytes: [[446, Buffer.from(entry)], [510, Buffer.from([0x55, 0xaa])]] }));
    expect((await only(host)).signatures).toEqual([{ source: "mbr", type, offset: 510 }]);
  });

  it("in full, the tools are asked about it all the same", async () => {
    const host = new FakeHost().disk("vda", blank(), { ro: "1" }).answer("blkid -p -o export /dev/vda", { code: 0, stdout: "DEVNAME=/dev/vda\nTYPE=ext4\nPTTYPE=dos" });
    expect(await only(host, "full")).toMatchObject({ readOnly: true, signatures: [{ source: "blkid", type: "ext4", offset: null }, { source: "blkid", type: "dos", offset: null }], scans: [] });
  });
});

describe("the marker", () => {
  const marker = {
    format: 1, site: "default", disk: "virtio-A", sizeBytes: SIZE, role: "pool", pool: "default", state: "ready",
    partitionUuid: "6f0b7a52-93c1-5d5e-8f6a-1f8d2c3b4a50", filesystemUuid: "c2a1f0de-4b6d-5c1a-9e77-0d5b8a6f3e21",
  } as const;
  it("is read; the disk is known then, without a process and without a scan", async () => {
    const host = new FakeHost().disk("vda", blank({ bytes: [[MARKER_OFFSET, encodeMarker(marker)]] }));
    expect(await only(host)).toMatchObject({ marker: { state: "good", marker }, scans: [], errors: [] });
    expect(host.started).toEqual([]);
  });
  it("of a mirror's member leads to the md superblock; of another disk it does not", async () => {
    const member = { ...marker, role: "mirror", mirror: { array: "11223344-5566-7788-99aa-bbccddeeff00", slot: 0, partitionBytes: SIZE / 2 } } as const;
    const at = PARTITION_START + SUPERBLOCK_OFFSET;
    const seen = (...bytes: [number, Buffer][]): Promise<unknown> => only(new FakeHost().disk("vda", blank({ bytes })));
    expect(await seen([MARKER_OFFSET, encodeMarker(member)], [at, superblock()])).toMatchObject({ marker: { state: "good", marker: member }, raid: { uuid: member.mirror.array, slot: 0, active: [0, 1] }, errors: [] });
    expect(await seen([MARKER_OFFSET, encodeMarker(member)])).toMatchObject({ raid: null, errors: [] });
    expect(await seen([MARKER_OFFSET, encodeMarker(marker)], [at, superblock()])).not.toHaveProperty("raid");
  });
  it("of a disk too small to hold one is none", async () => {
    expect(await only(new FakeHost().disk("vda", blank({ sizeBytes: 64 * 1024 })))).toMatchObject({ marker: { state: "none" }, errors: [] });
  });
});

describe("what cannot be read", () => {
  it.each(["size", "removable", "ro", "queue/logical_block_size", "dev"])("sysfs %s: the disk has an error, and is not read deeply", async (attribute) => {
    const host = new FakeHost().disk("vda", blank()).fails(`/sys/block/vda/${attribute}`, errno("EIO", "i/o error"));
    const disk = await only(host);
    expect(disk.errors).toContainEqual({ what: `/sys/block/vda/${attribute}`, why: "EIO: i/o error" });
    expect(disk.scans).toEqual([]);
    expect((await host.facts()).unread).toContainEqual({ what: `/sys/block/vda/${attribute}`, why: "EIO: i/o error" });
  });

  it("a number that is none", async () => {
    const disk = await only(new FakeHost().disk("vda", blank(), { removable: "maybe" }));
    expect(disk.errors).toContainEqual({ what: "/sys/block/vda/removable", why: "not a number: maybe", cause: { code: "no-number", text: "maybe" } });
  });

  it.each(["/proc/self/mountinfo", "/proc/swaps"])("%s: no disk is proved free of use", async (path) => {
    const disk = await only(new FakeHost().disk("vda", blank()).fails(path, errno("EACCES", "permission denied")));
    expect(disk).toMatchObject({ errors: [{ what: path, why: "EACCES: permission denied" }], scans: [] });
  });

  it("the disk itself, without root", async () => {
    const host = new FakeHost().disk("vda", blank({ openError: errno("EACCES", "permission denied") }));
    expect(await only(host)).toMatchObject({ sizeBytes: SIZE, errors: [{ what: "/dev/vda", why: "EACCES: permission denied" }], scans: [], marker: { state: "none" } });
  });

  it("its first bytes", async () => {
    const disk = await only(new FakeHost().disk("vda", blank({ readError: [0, 512, errno("EIO", "i/o error")] })));
    expect(disk).toMatchObject({ errors: [{ what: "/dev/vda", why: "EIO: i/o error" }], scans: [] });
  });

  it.each([["head", 9 * MIB + 4096, 8 * MIB], ["tail", SIZE - 64 * MIB, 0]] as const)("bytes in its %s", async (what, at, readBytes) => {
    const disk = await only(new FakeHost().disk("vda", blank({ readError: [at, at + 512, errno("EIO", "i/o error")] })));
    expect(disk.scans.at(-1)).toMatchObject({ what, readBytes, firstNonZero: null, error: "EIO: i/o error" });
    expect(disk.errors).toEqual([{ what: `/dev/vda (${what})`, why: "EIO: i/o error" }]);
  });

  it("another disk than sysfs described", async () => {
    const host = new FakeHost().disk("vda", blank(), { dev: "254:16" });
    expect((await only(host)).errors).toEqual([{ what: "/dev/vda", why: "it is device 254:0, sysfs says 254:16", cause: { code: "device-not-described", device: "254:0", described: "254:16" } }]);
  });

  it("another size than sysfs described", async () => {
    const host = new FakeHost().disk("vda", blank(), { size: "4096" });
    expect((await only(host)).errors).toEqual([{ what: "/dev/vda", why: "its size is 268435456 bytes, sysfs said 2097152", cause: { code: "size-not-described", sizeBytes: 268_435_456, describedBytes: 2_097_152 } }]);
  });

  /** Changes the host between the cheap look and the end of the deep one: when the tools are started. */
  const meanwhile = (host: FakeHost, change: (disk: FakeDisk) => unknown): FakeHost => {
    const run = host.run;
    Object.defineProperty(host, "run", { value: (...args: Parameters<typeof run>) => { change(host.disks.get("/dev/vda") as FakeDisk); return run(...args); } });
    return host;
  };

  it.each([
    ["another disk under its name", (host: FakeHost) => meanwhile(host, () => host.file("/sys/block/vda/diskseq", "10\n"))],
    ["another size", (host: FakeHost) => meanwhile(host, (disk) => { disk.sizeBytes = SIZE + 512; })],
  ])("a disk that has become %s meanwhile", async (_, change) => {
    const host = new FakeHost().disk("vda", blank());
    expect((await only(change(host))).errors).toEqual([{ what: "/dev/vda", why: "another disk, or another size, than when the look began", cause: { code: "changed-meanwhile" } }]);
  });

  it("bytes that the kernel did not give", async () => {
    expect((await only(new FakeHost().disk("vda", blank({ shortBy: 1 })))).errors).toEqual([{ what: "/dev/vda", why: "short read: 528383 of 528384 bytes at 0", cause: { code: "short-read", bytes: 528_383, wantedBytes: 528_384, offset: 0 } }]);
    const late = meanwhile(new FakeHost().disk("vda", blank()), (disk) => { disk.shortBy = 512; });
    expect((await only(late)).scans).toMatchObject([{ what: "head", error: "short read: 4193792 of 4194304 bytes at 0" }]);
  });

  it("a card reader without a card: no error, nothing read", async () => {
    const host = new FakeHost().disk("sda", blank({ sizeBytes: 0, openError: errno("ENOMEDIUM", "no medium found") }), { removable: "1" });
    expect(await only(host)).toMatchObject({ sizeBytes: 0, removable: true, errors: [] });
  });
});

describe("a disk that hangs", () => {
  it("is not asked about for longer than it is read, however late the tools begin", async () => {
    const host = new FakeHost().disk("vda", blank({ readMs: 600 }));
    Object.defineProperty(host, "run", { value: () => new Promise(() => undefined) });
    const start = performance.now();
    expect((await only(host)).errors).toContainEqual({ what: "blkid -p /dev/vda", why: "timeout", cause: { code: "timeout" } });
    expect(performance.now() - start).toBeLessThan(2700);
  });

  it("in its head is given up after the time limit", async () => {
    const host = new FakeHost().disk("vda", blank({ hangsAt: 0 }));
    const { disks } = await host.facts({ diskLimitMs: 300 });
    expect(disks).toMatchObject([{ errors: [{ what: "/dev/vda", why: "timeout" }], scans: [] }]);
    // Its close hangs as well: asked for, not waited for.
    expect(host.left).toEqual([]);
  });

  it("in its tail tells what was read, and that the rest was not", async () => {
    const host = new FakeHost().disk("vda", blank());
    const fake = host.disks.get("/dev/vda") as FakeDisk;
    const run = host.run;
    Object.defineProperty(host, "run", { value: (...args: Parameters<typeof run>) => { fake.hangsAt = 8 * MIB; return run(...args); } });
    expect(await only(host)).toMatchObject({ scans: [{ what: "head", readBytes: 8 * MIB, firstNonZero: null, error: "timeout" }] });
  });

  it("does not keep the others from being read", async () => {
    const host = new FakeHost();
    host.disk("vda", blank({ hangsAt: 0 })).disk("vdb", blank({ device: "254:16" }), {}, "/sys/devices/pci0000:00/0000:00:05.0/virtio2");
    const { disks } = await host.facts({ diskLimitMs: 200 });
    expect(disks.map(({ path, errors, scans }) => [path, errors.length, scans.length])).toEqual([["/dev/vda", 1, 0], ["/dev/vdb", 0, 3]]);
  });

  it("leaves its place to the next one while there are threads", async () => {
    const host = new FakeHost();
    for (const [index, name] of ["vda", "vdb", "vdc", "vdd", "vde"].entries()) {
      host.disk(name, blank({ device: `254:${index * 16}`, ...(index < 3 ? { hangsAt: 0 } : {}) }), {}, `/sys/devices/pci0000:00/0000:00:0${index}.0/virtio${index}`);
    }
    const { disks } = await host.facts({ diskLimitMs: 100, diskSpareSlots: 1 });
    expect(disks.map(({ errors }) => errors[0]?.why)).toEqual(["timeout", "timeout", "timeout", undefined, undefined]);
  });

  it("three times leaves no thread for a fourth: that is said, not waited for", async () => {
    const host = new FakeHost();
    for (const [index, name] of ["vda", "vdb", "vdc", "vdd", "vde"].entries()) {
      host.disk(name, blank({ device: `254:${index * 16}`, ...(index < 3 ? { hangsAt: 0 } : {}) }), {}, `/sys/devices/pci0000:00/0000:00:0${index}.0/virtio${index}`);
    }
    const { disks } = await host.facts({ diskLimitMs: 100 });
    expect(disks.map(({ errors }) => errors[0]?.why)).toEqual(["timeout", "timeout", "timeout", "not looked at: other disks do not answer", "not looked at: other disks do not answer"]);
  });
});

describe("which block devices are disks", () => {
  it("whole disks of hardware, in the order of their names", async () => {
    const host = new FakeHost();
    const place = (index: number): string => `/sys/devices/pci0000:00/0000:00:1f.2/ata${index}/host0/target0:0:0/0:0:0:${index}`;
    for (const [index, name] of ["sdb", "sda", "sdaa", "nvme10n1", "nvme2n1", "loop0", "sr0", "zram0", "md127", "dm-0", "fd0", "nbd0"].entries()) host.disk(name, blank({ device: `8:${index}` }), {}, place(index));
    host.disk("nvme0c0n1", blank({ device: "259:9" }), { hidden: "1" }, place(90));
    host.file("/sys/block/drbdpool/size", "8\n");
    const { disks } = await host.facts();
    expect(disks.map(({ path }) => path)).toEqual(["/dev/nvme2n1", "/dev/nvme10n1", "/dev/sda", "/dev/sdaa", "/dev/sdb"]);
    expect((await host.facts({ extraDisks: ["/dev/loop0"] })).disks.map(({ path }) => path)).toContain("/dev/loop0");
  });

  it.each([
    ["sda", "/sys/devices/pci0000:00/0000:00:1f.2/ata1/host0/target0:0:0/0:0:0:0", "sata"],
    ["sda", "/sys/devices/pci0000:00/0000:03:00.0/host0/port-0:0/end_device-0:0/target0:0:0/0:0:0:0", "sas"],
    ["sda", "/sys/devices/pci0000:00/0000:03:00.0/host0/target0:2:0/0:2:0:0", "scsi"],
    ["sda", "/sys/devices/pci0000:00/0000:03:00.0/host1/rport-1:0-0/target1:0:0/1:0:0:0", "fc"],
    ["sda", "/sys/devices/platform/host2/session1/target2:0:0/2:0:0:1", "iscsi"],
    ["sda", "/sys/devices/pci0000:00/0000:00:05.0/virtio2/host2/target2:0:0/2:0:0:0", "scsi"],
    ["vda", "/sys/devices/pci0000:00/0000:00:05.0/virtio2", "virtio"],
    ["nvme0n1", "/sys/devices/pci0000:00/0000:01:00.0/nvme/nvme0", "nvme"],
    ["mmcblk0", "/sys/devices/pci0000:00/0000:00:1c.0/mmc_host/mmc0/mmc0:0001", "mmc"],
    ["xvda", "/sys/devices/vbd-768", null],
  ])("%s below %s is %s", async (name, place, transport) => {
    expect((await only(new FakeHost().disk(name, blank(), {}, place))).transport).toBe(transport);
  });
});
