import { open } from "node:fs/promises";
import { constants, ftruncateSync, mkdirSync, openSync, closeSync, writeSync } from "node:fs";
import { join } from "node:path";
import { makeImage, MIB, type Bed } from "./bed.ts";
import { attach, detach, tool } from "./devices.ts";
import { digestOf, randomBytes } from "./bytes.ts";

/** What a swap leaves behind: what must not change from then on, and what is to be undone after the claim. */
export interface Swapped {
  digest(): string;
  undo?(): Promise<void>;
}

/** Something that happens to a disk after it was looked at and before it is claimed; `random` from 0 to below 1. */
export interface Swap {
  name: string;
  happen(bed: Bed, random: () => number): Promise<Swapped>;
}

/** Data where a claim reads again before it writes, and where it does not: then only the disk's identity tells. */
function dataSomewhere(bed: Bed, file: string, random: () => number): void {
  const place = Math.floor(random() * (bed.sizeBytes / MIB - 1)) * MIB;
  makeImage(file, bed.sizeBytes, (fd) => { writeSync(fd, randomBytes(place, 65_536), 0, 65_536, place + 4096); });
}

const ofDisk = (bed: Bed): Swapped => ({ digest: () => bed.digest() });

const exchanged: Swap = {
  name: "another disk of the same size has its name",
  happen: async (bed, random) => {
    const other = join(bed.dir, "other.img");
    dataSomewhere(bed, other, random);
    const where = bed.path;
    await detach(where);
    await attach(other, bed.sectorBytes, where);
    return { digest: () => `${bed.digest()} ${digestOf(other)}` };
  },
};

const otherLink: Swap = {
  name: "the stable name points to another disk",
  happen: async (bed, random) => {
    const other = join(bed.dir, "other.img");
    dataSomewhere(bed, other, random);
    const path = await attach(other, bed.sectorBytes);
    bed.link(bed.id, path);
    return { digest: () => `${bed.digest()} ${digestOf(other)}`, undo: () => detach(path) };
  },
};

const linkGone: Swap = {
  name: "the stable name is gone, and another disk has its place",
  happen: async (bed, random) => {
    const swapped = await exchanged.happen(bed, random);
    bed.link(bed.id, null);
    return swapped;
  },
};

const resized: Swap = {
  name: "it has another size",
  happen: async (bed, random) => {
    const fd = openSync(bed.image, "r+");
    const change = (1 + Math.floor(random() * 16)) * 4096;
    ftruncateSync(fd, bed.sizeBytes + (random() < 0.5 ? change : -change));
    closeSync(fd);
    await tool("losetup", "--set-capacity", bed.path);
    return ofDisk(bed);
  },
};

const oneByte: Swap = {
  name: "a byte was written at an end",
  happen: async (bed, random) => {
    const ends = [Math.floor(random() * 4 * MIB), bed.sizeBytes - 1 - Math.floor(random() * 4 * MIB), 524_288 + Math.floor(random() * 4096), 0, bed.sizeBytes - 1];
    bed.write(ends[Math.floor(random() * ends.length)] ?? 0, Buffer.from([1 + Math.floor(random() * 255)]));
    return ofDisk(bed);
  },
};

const formatted: Swap = {
  name: "it was given a table or a file system",
  happen: async (bed, random) => {
    const ways = [
      () => tool("sh", "-c", `echo 'label: gpt' | sfdisk --quiet ${bed.path}`),
      () => tool("sh", "-c", `echo 'label: dos' | sfdisk --quiet ${bed.path}`),
      () => tool("mke2fs", "-q", "-F", bed.path),
      () => tool("mkfs.vfat", "-I", bed.path),
      () => tool("mkswap", bed.path),
    ];
    await ways[Math.floor(random() * ways.length)]?.();
    return ofDisk(bed);
  },
};

const inUse: Swap = {
  name: "it was mounted or is held",
  happen: async (bed, random) => {
    if (random() < 0.5) {
      const held = await open(bed.path, constants.O_RDONLY | constants.O_EXCL);
      return { ...ofDisk(bed), undo: () => held.close() };
    }
    const point = join(bed.dir, "theirs");
    mkdirSync(point);
    await tool("mke2fs", "-q", "-F", "-t", "ext4", bed.path);
    // Read-only: what a mount itself writes would read as ours.
    await tool("mount", "-o", "ro,noload", bed.path, point);
    return { ...ofDisk(bed), undo: () => bed.unmount() };
  },
};

/** What can happen to a blank disk. */
export const SWAPS: readonly Swap[] = [exchanged, otherLink, linkGone, resized, oneByte, formatted, inUse];
/** Without a table of its own: in the place of a first partition. */
const makeExt4AtMib = (bed: Bed): Promise<unknown> => tool("mke2fs", "-q", "-F", "-E", `offset=${String(MIB)}`, bed.path, String((bed.sizeBytes - 2 * MIB) / 1024));

/** As an installer leaves a disk: a table, and a file system from 1 MiB on. A marker of ours outlives that. */
const installed: Swap = {
  name: "another system was installed on it",
  happen: async (bed, random) => {
    await tool("sh", "-c", `printf 'label: ${random() < 0.5 ? "gpt" : "dos"}\nstart=1MiB\n' | sfdisk --quiet ${bed.path}`);
    await makeExt4AtMib(bed);
    return ofDisk(bed);
  },
};

/** The table that the claim has made already is good enough for whoever wants to use the disk. */
const partitionUsed: Swap = {
  name: "the claim's own partition was used",
  happen: async (bed, random) => {
    if (random() < 0.5) await makeExt4AtMib(bed);
    else bed.write(MIB, Buffer.from("LUKS\xba\xbe\0\x02", "latin1"));
    return ofDisk(bed);
  },
};

/** A label that begins deeper: the first block of its place stays empty. */
const partitionUsedDeep: Swap = {
  name: "the claim's own partition was used, its first block left empty",
  happen: async (bed, random) => {
    const made = join(bed.dir, "made.img");
    makeImage(made, bed.sizeBytes - 2 * MIB, () => undefined);
    if (random() < 0.5) await tool("mkfs.btrfs", "--quiet", made);
    else writeMdSuperblock(made);
    await tool("dd", `if=${made}`, `of=${bed.path}`, "bs=1M", "seek=1", "conv=notrunc,sparse", "status=none");
    return ofDisk(bed);
  },
};

/** What tells a member of an array of md, metadata 1.2 (Documentation/admin-guide/md.rst): the kernel that runs this may have no md. */
function writeMdSuperblock(file: string): void {
  const block = Buffer.alloc(256);
  block.writeUInt32LE(0xa92b_4efc, 0);
  block.writeUInt32LE(1, 4);
  block.fill(0x5a, 16, 32);
  block.writeBigUInt64LE(8n, 144);
  const fd = openSync(file, "r+");
  try {
    writeSync(fd, block, 0, block.length, 4096);
  } finally {
    closeSync(fd);
  }
}

/** What can happen to a disk whose claim is to be finished. A byte anywhere in the partition's place may be of the claim itself. */
export const SWAPS_OF_UNFINISHED: readonly Swap[] = [exchanged, otherLink, linkGone, resized, formatted, installed, partitionUsed, partitionUsedDeep, inUse];
