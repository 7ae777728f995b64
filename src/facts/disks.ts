import type { DiskFacts, Unread } from "../model/facts.ts";
import type { ReadFs, Run } from "../model/ports.ts";
import { attributesOf, byName } from "./attributes.ts";
import { timed } from "./clock.ts";
import { type DiskContext, describeDisk, readDisk } from "./disk.ts";
import { noted } from "./failed.ts";
import { linksById } from "./identity.ts";
import { inSlots } from "./limit.ts";
import type { DiskReader } from "./reader.ts";
import { CHUNK_BYTES, MANY_CHUNK_BYTES } from "./scan.ts";
import { ownAtOnce, ownSpareSlots } from "./slots.ts";
import { readUsageTables } from "./usage.ts";

/** Not disks: loop, RAM and stacked devices, CD drives, floppies (opening one can take seconds), network blocks. */
const NO_DISK = /^(loop|ram|zram|dm-|md|sr|fd|nbd|drbd|bcache|mtdblock|zd)\d/;
const MIB = 1024 * 1024;
/** For the buffers of all disks that are read at once; RAM is short. */
const BUFFERS_BYTES = 12 * MIB;

export interface DiskOptions {
  extraDisks: readonly string[];
  everySignature: boolean;
  limitMs: number;
  /** Disks read at once, see slotsFor(). */
  slots: number;
  /** Given by tests alone, see spareSlotsFor(). */
  spareSlots?: number;
}

/** All whole disks, in the order of their kernel names, each as far as it could be read. Never rejects. */
export async function readDisks(host: { fs: ReadFs; run: Run; disks: DiskReader }, options: DiskOptions, notes: Unread[]): Promise<DiskFacts[]> {
  const { fs } = host;
  const [names, tables, links] = await Promise.all([diskNames(fs, options.extraDisks, notes), readUsageTables(fs), linksById(fs, notes)]);
  const atOnce = ownAtOnce(Math.max(1, Math.min(options.slots, names.length)));
  const context: DiskContext = { ...host, tables, links, everySignature: options.everySignature, limitMs: options.limitMs, atOnce };
  const described = await Promise.all(names.map((name) => describeDisk(context, name)));
  // In an emulator pieces of 4 MiB take half the time of pieces of 1 MiB (see hostDisks).
  const share = Math.floor(BUFFERS_BYTES / Math.min(options.slots, described.length || 1) / MIB) * MIB;
  const chunk = Math.max(MIB, Math.min(CHUNK_BYTES, share));
  // One buffer per slot, made when first needed. A slot whose read hangs ends, and its buffer with it: the kernel may still write there.
  const buffers = new Map<number, Uint8Array>();
  const bufferOf = (slot: number, { rotational }: DiskFacts): Uint8Array => {
    const buffer = buffers.get(slot) ?? host.disks.allocate(chunk);
    buffers.set(slot, buffer);
    // A disk that seeks may have to turn once for each piece.
    return share < MIB && rotational === false ? buffer.subarray(0, MANY_CHUNK_BYTES) : buffer;
  };
  const spare = options.spareSlots ?? ownSpareSlots(options.slots, atOnce);
  const lent = Math.max(0, Math.floor(BUFFERS_BYTES / chunk) - options.slots);
  const read = await timed(() => inSlots(
    { slots: options.slots, spare, lent }, described,
    async (disk, slot, lend) => {
      // A card reader without a card has no size, and opening it says so in different words on every kernel.
      if (disk.sizeBytes === 0) return { disk, hung: false };
      const device = await attributesOf(fs, []).text(`/sys/block/${disk.path.slice("/dev/".length)}/dev`);
      return readDisk(context, disk, device ?? "unknown", () => bufferOf(slot, disk), lend);
    },
    ({ hung }) => hung,
    (disk) => ({ disk: { ...disk, errors: [...disk.errors, noted(disk.path, { code: "not-looked-at" })] }, hung: false }),
  ));
  return read.map(({ disk }) => disk);
}

async function diskNames(fs: ReadFs, extraDisks: readonly string[], notes: Unread[]): Promise<string[]> {
  const extra = extraDisks.map((disk) => disk.replace(/^\/dev\//, ""));
  const sys = attributesOf(fs, notes);
  const isDisk = async (name: string): Promise<boolean> => {
    if (extra.includes(name)) return true;
    if (NO_DISK.test(name)) return false;
    // Hidden: one path of a multipath NVMe disk, which has a device of its own.
    if ((await sys.text(`/sys/block/${name}/hidden`)) === "1") return false;
    return name.startsWith("nvme") || (await fs.exists(`/sys/block/${name}/device`));
  };
  const names = await sys.names("/sys/block");
  const kept = await Promise.all(names.map(isDisk));
  return names.filter((_, index) => kept[index]).sort(byName);
}
