import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { constants } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { MARKER_OFFSET, encodeMarker } from "../../src/marker/index.ts";
import type { DiskMarker } from "../../src/model/facts.ts";
import { lvmLabel } from "./lvmLabel.ts";
import { MIB, look, put, requireLoopDevices, tool, withLoop } from "./look.ts";

const SIZE = 192 * MIB;
const END = 64 * MIB;
const nothing = async (): Promise<void> => {};

beforeAll(requireLoopDevices);

/** md superblock 1.0 (drivers/md/md.c): at least 8 KiB before the end, on a 4 KiB boundary. */
function mdSuperblock(sizeBytes: number): { offset: number; bytes: Buffer } {
  const sector = (Math.floor(sizeBytes / 512) - 16) & ~7;
  const bytes = Buffer.alloc(256);
  bytes.writeUInt32LE(0xa92b4efc, 0);
  bytes.writeUInt32LE(1, 4);
  bytes.write("0123456789abcdef", 16);
  bytes.writeBigUInt64LE(BigInt(sector), 144);
  let sum = 0n;
  for (let at = 0; at < 256; at += 4) sum += BigInt(bytes.readUInt32LE(at));
  bytes.writeUInt32LE(Number(((sum & 0xffffffffn) + (sum >> 32n)) & 0xffffffffn), 216);
  return { offset: sector * 512, bytes };
}

const hashOf = async (file: string): Promise<string> => {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
};

describe("a disk of zeros", () => {
  it("has every byte of both ends read, and nothing is found", async () => {
    const disk = await withLoop(SIZE, nothing, ({ path }) => look(path));
    expect(disk).toMatchObject({ sizeBytes: SIZE, logicalBlockBytes: 512, removable: false, readOnly: false, bootMedium: false, swap: false, multipath: false });
    expect(disk).toMatchObject({ children: [], holders: [], mounts: [], signatures: [], errors: [], marker: { state: "none" } });
    expect(disk.scans).toEqual([
      { what: "head", fromByte: 0, toByte: END, readBytes: END, firstNonZero: null, error: null },
      { what: "tail", fromByte: SIZE - END, toByte: SIZE, readBytes: END, firstNonZero: null, error: null },
      { what: "samples", fromByte: END, toByte: SIZE - END, readBytes: 4096 * 4096, firstNonZero: null, error: null },
    ]);
  });

  it("may be smaller than its two ends, and of no round size", async () => {
    const size = 33 * MIB + 512;
    const disk = await withLoop(size, nothing, ({ path }) => look(path));
    expect(disk.scans.map(({ fromByte, toByte, readBytes }) => [fromByte, toByte, readBytes])).toEqual([[0, size, size], [0, size, size], [size, size, 0]]);
    expect(disk.errors).toEqual([]);
  });

  it("may have blocks of 4096 bytes", async () => {
    const disk = await withLoop(SIZE, nothing, ({ path }) => look(path), ["--sector-size", "4096"]);
    expect(disk).toMatchObject({ logicalBlockBytes: 4096, sizeBytes: SIZE, signatures: [], errors: [] });
    expect(disk.scans.map(({ firstNonZero }) => firstNonZero)).toEqual([null, null, null]);
  });
});

describe("one byte that is not zero", () => {
  it.each([
    ["the first byte", 0, "head"],
    ["the byte before 1 MiB", MIB - 1, "head"],
    ["a byte behind 1 MiB", MIB + 4097, "head"],
    ["the last byte of the head", END - 1, "head"],
    ["the first byte of the tail", SIZE - END, "tail"],
    ["a byte in the tail", SIZE - 17 * MIB - 3, "tail"],
    ["the last byte", SIZE - 1, "tail"],
  ])("is found and its offset told: %s", async (_, offset, what) => {
    const disk = await withLoop(SIZE, (file) => put(file, offset, Buffer.from([0x01])), ({ path }) => look(path));
    expect(disk.scans.find(({ firstNonZero }) => firstNonZero !== null)).toMatchObject({ what, firstNonZero: offset, error: null });
    expect(disk.signatures).toEqual([]);
  });

  it("between the ends is found by the samples, where enough of it is data", async () => {
    const disk = await withLoop(SIZE, (file) => put(file, END, Buffer.alloc(SIZE - 2 * END, 0xff)), ({ path }) => look(path));
    expect(disk.scans.map(({ what, firstNonZero }) => [what, firstNonZero !== null])).toEqual([["head", false], ["tail", false], ["samples", true]]);
  });
});

describe("what lies on a disk", () => {
  const types = async (prepare: (file: string) => Promise<unknown>, size = SIZE): Promise<string[]> => {
    const disk = await withLoop(size, prepare, ({ path }) => look(path));
    expect(disk.errors).toEqual([]);
    return disk.signatures.map(({ source, type, offset }) => `${source} ${type} ${offset ?? "?"}`);
  };

  it("ext4", async () => {
    expect(await types((file) => tool("mkfs.ext4", "-q", "-F", file))).toEqual(["blkid ext4 ?", "wipefs ext4 1080"]);
  });
  it("swap space", async () => {
    expect(await types((file) => tool("mkswap", file))).toEqual(["blkid swap ?", "wipefs swap 4086"]);
  });
  it("FAT", async () => {
    const found = await types((file) => tool("mkfs.vfat", "-F", "32", file));
    // A boot sector already speaks against the disk: in a boot nobody is asked further.
    expect(found).toEqual(["mbr boot-sector 510"]);
  });
  it("FAT, with all that the tools say", async () => {
    const disk = await withLoop(SIZE, (file) => tool("mkfs.vfat", "-F", "32", file), ({ path }) => look(path, "full"));
    expect(disk.signatures).toContainEqual({ source: "blkid", type: "vfat", offset: null });
    expect(disk.scans).toEqual([]);
  });
  it("a DOS partition table", async () => {
    const sfdisk = (file: string): Promise<unknown> => tool("sh", "-c", `printf 'label: dos\\n- - L -\\n' | sfdisk -q '${file}'`);
    expect(await types(sfdisk)).toEqual(["mbr dos 510"]);
  });
  const gpt = (file: string): Promise<unknown> => tool("sh", "-c", `printf 'label: gpt\\n- - L -\\n' | sfdisk -q '${file}'`);
  it("GPT, both copies", async () => {
    expect(await types(gpt)).toEqual(["gpt gpt 512", `gpt gpt ${SIZE - 512}`, "mbr PMBR 510"]);
  });
  it("GPT, of which only the copy at the end is left", async () => {
    expect(await types(async (file) => { await gpt(file); await put(file, 0, Buffer.alloc(MIB)); })).toEqual([`gpt gpt ${SIZE - 512}`]);
  });
  it("GPT, of which only the first copy is left", async () => {
    expect(await types(async (file) => { await gpt(file); await put(file, SIZE - MIB, Buffer.alloc(MIB)); })).toContain("gpt gpt 512");
  });
  it("an LVM label", async () => {
    expect(await types((file) => put(file, 512, lvmLabel()))).toEqual(["blkid LVM2_member ?", "wipefs LVM2_member 536"]);
  });
  it("an md superblock at the end", async () => {
    const { offset, bytes } = mdSuperblock(SIZE);
    expect(await types((file) => put(file, offset, bytes))).toEqual(["blkid linux_raid_member ?", `wipefs linux_raid_member ${offset}`]);
  });
  it("our own medium", async () => {
    const descriptor = Buffer.from(`\x01CD001\x01\x00${"LINUX".padEnd(32)}${"RAMVISOR".padEnd(32)}`, "latin1");
    const disk = await withLoop(SIZE, (file) => put(file, 32_768, descriptor), ({ path }) => look(path));
    expect(disk.bootMedium).toBe(true);
    expect(disk.scans).toEqual([]);
  });
});

describe("our marker", () => {
  const marker: DiskMarker = {
    format: 1, site: "werk-nord", disk: "virtio-RAMVISOR0", sizeBytes: SIZE, role: "pool", pool: "default", state: "ready",
    partitionUuid: "6f0b7a52-93c1-5d5e-8f6a-1f8d2c3b4a50", filesystemUuid: "c2a1f0de-4b6d-5c1a-9e77-0d5b8a6f3e21",
  };
  it("is read, and the disk not scanned", async () => {
    const disk = await withLoop(SIZE, (file) => put(file, MARKER_OFFSET, encodeMarker(marker)), ({ path }) => look(path));
    expect(disk.marker).toEqual({ state: "good", marker });
    expect(disk.scans).toEqual([]);
  });
  it("is noticed when damaged", async () => {
    const bad = encodeMarker(marker);
    bad[60] = 0;
    const disk = await withLoop(SIZE, (file) => put(file, MARKER_OFFSET, bad), ({ path }) => look(path));
    expect(disk.marker).toEqual({ state: "damaged", why: "the checksum does not match", cause: { code: "marker-checksum" } });
  });
});

describe("a disk in use", () => {
  it("by a partition that the kernel knows", async () => {
    const disk = await withLoop(SIZE, (file) => tool("sh", "-c", `printf 'label: gpt\\n- - L -\\n' | sfdisk -q '${file}'`), async ({ path }) => {
      await tool("partx", "--update", path);
      try {
        return await look(path);
      } finally {
        await tool("partx", "--delete", path);
      }
    });
    expect(disk.children).toEqual([expect.stringMatching(/^loop\d+p1$/)]);
  });

  it("by somebody whom only the kernel knows", async () => {
    const disk = await withLoop(SIZE, nothing, async ({ path }) => {
      const holder = await open(path, constants.O_RDONLY | constants.O_EXCL);
      try {
        return await look(path);
      } finally {
        await holder.close();
      }
    });
    expect(disk.errors).toEqual([{ what: disk.path, why: "EBUSY: the kernel holds it", cause: { code: "kernel-holds" } }]);
    expect(disk.scans).toEqual([]);
  });

  it("read-only", async () => {
    const disk = await withLoop(SIZE, nothing, ({ path }) => look(path), ["-r"]);
    expect(disk).toMatchObject({ readOnly: true, scans: [], errors: [] });
  });
});

describe("looking at a disk", () => {
  it("changes no byte of it", async () => {
    const size = 96 * MIB;
    await withLoop(size, (file) => tool("mkfs.ext4", "-q", "-F", file), async ({ path, file }) => {
      const before = await hashOf(file);
      await look(path, "full");
      await tool("blockdev", "--flushbufs", path);
      expect(await hashOf(file)).toBe(before);
    });
  });
});
