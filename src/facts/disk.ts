import { MARKER_BYTES, MARKER_OFFSET, decodeMarker } from "../marker/index.ts";
import type { DiskFacts, Unread } from "../model/facts.ts";
import type { ReadFs, Run } from "../model/ports.ts";
import { attributesOf } from "./attributes.ts";
import { ISO_LABEL } from "./boot-medium.ts";
import { lookTime } from "./clock.ts";
import { readDrbd } from "./drbd.ts";
import { LookFailed, noted, unreadOf } from "./failed.ts";
import { type Lend, lending } from "./lend.ts";
import { identify, udevRecord } from "./identity.ts";
import { impatient, TimeLimit, within } from "./limit.ts";
import { readRaid } from "./raid.ts";
import type { DiskReader, OpenDisk } from "./reader.ts";
import { samplingOf } from "./samples.ts";
import { scanEnds, type Stretch } from "./scan.ts";
import { probeSignatures } from "./signatures.ts";
import { isoLabel, partitionTables } from "./tables.ts";
import { type UsageTables, readUsage } from "./usage.ts";

export interface DiskContext {
  fs: ReadFs;
  run: Run;
  disks: DiskReader;
  tables: UsageTables;
  links: ReadonlyMap<string, readonly string[]>;
  /** Ask blkid and wipefs also about disks that cannot be blank any more. */
  everySignature: boolean;
  /** Samples under way at once on one disk. */
  atOnce: number;
  /** For all that is read from one disk itself. */
  limitMs: number;
}

/** A disk as sysfs, procfs and udev tell of it; nothing is read from the disk itself. */
export async function describeDisk(context: DiskContext, name: string): Promise<DiskFacts> {
  const { fs, tables } = context;
  const errors: Unread[] = [...tables.errors];
  const sys = attributesOf(fs, errors);
  const dir = `/sys/block/${name}`;
  const [sectors, removable, readOnly, blockBytes, rotational, diskSeq, device, place] = await Promise.all([
    sys.needNumber(`${dir}/size`), sys.needNumber(`${dir}/removable`), sys.needNumber(`${dir}/ro`),
    sys.needNumber(`${dir}/queue/logical_block_size`), sys.number(`${dir}/queue/rotational`), sys.number(`${dir}/diskseq`),
    sys.need(`${dir}/dev`), fs.realPath(dir).catch(() => dir),
  ]);
  const udev = device === null ? null : await udevRecord(fs, device);
  const [identity, usage] = await Promise.all([
    identify(fs, name, udev, context.links.get(name) ?? [], errors),
    readUsage(fs, name, tables, errors),
  ]);
  return {
    path: `/dev/${name}`, ...identity,
    // sysfs counts in units of 512 bytes, whatever the disk's block size (Documentation/ABI/stable/sysfs-block).
    sizeBytes: (sectors ?? 0) * 512,
    logicalBlockBytes: blockBytes ?? 512,
    removable: removable !== null && removable !== 0,
    readOnly: readOnly !== null && readOnly !== 0,
    transport: transportOf(name, place),
    rotational: rotational === null ? null : rotational !== 0,
    diskSeq, bootMedium: false, ...usage,
    signatures: [], scans: [], marker: { state: "none" }, errors,
  };
}

/** How a disk is attached, from its place in the device tree: `…/usb1/1-4/…/block/sdb`. */
export function transportOf(name: string, place: string): string | null {
  if (place.includes("/usb")) return "usb";
  if (name.startsWith("nvme")) return "nvme";
  if (name.startsWith("mmcblk")) return "mmc";
  if (name.startsWith("vd")) return "virtio";
  if (!name.startsWith("sd")) return null;
  if (/\/ata\d+\//.test(place)) return "sata";
  if (/\/(end_device|sas_host)[^/]*\//.test(place)) return "sas";
  if (/\/rport-/.test(place)) return "fc";
  if (/\/session\d+\//.test(place)) return "iscsi";
  return "scsi";
}

/** A free marker was decoded as a whole, every byte of its block: the head scan may pass over it. */
export const MARKER_PLACE: Stretch = { fromByte: MARKER_OFFSET, toByte: MARKER_OFFSET + MARKER_BYTES };

/** True while nothing seen so far speaks against the disk: only then is it read deeply. */
function looksBlank(disk: DiskFacts): boolean {
  const held = disk.children.length + disk.holders.length + disk.mounts.length + disk.signatures.length + disk.errors.length > 0;
  return !held && !disk.removable && disk.transport !== "usb" && !disk.readOnly && !disk.bootMedium && !disk.swap && !disk.multipath && (disk.marker.state === "none" || disk.marker.state === "free");
}

/**
 * Reads from the disk itself, cheap things first: marker, partition tables and ISO label (as far as the marker, and the
 * last 4 KiB); then, only where it still looks blank, the tools and every byte of both ends at the same time. The disk must be the one
 * that sysfs described, before and after. Fills in and returns the facts given.
 * @param buffer for the deep read, asked for only where there is one.
 * @returns `hung`: a read did not come back and still holds its thread.
 */
export async function readDisk(context: DiskContext, disk: DiskFacts, device: string, buffer: () => Uint8Array, lend: Lend): Promise<{ disk: DiskFacts; hung: boolean }> {
  const { fs, disks } = context;
  const deadline = lookTime() + context.limitMs;
  const inTime = <T>(work: Promise<T>): Promise<T> => within(deadline - lookTime(), work);
  let open: OpenDisk | null = null;
  let hung = false;
  try {
    const opening = disks.open(disk.path);
    opening.then((late) => (hung ? late.close() : undefined)).catch(() => undefined);
    open = lending(await inTime(opening), lend);
    if (open.device !== null && open.device !== device) throw new LookFailed({ code: "device-not-described", device: open.device, described: device });
    await readEnds(open, disk, inTime);
    if (!disk.bootMedium && disk.mounts.length + disk.holders.length === 0 && !disk.swap && (await inTime(disks.inUse(disk.path)))) {
      disk.errors.push(noted(disk.path, { code: "kernel-holds" }));
    }
    if (disk.marker.state === "good" && disk.marker.marker.role === "mirror") disk.raid = await inTime(readRaid(open, disks));
    if (disk.marker.state === "good" && disk.marker.marker.pair !== undefined) disk.drbd = await inTime(readDrbd(open, disks, disk.marker.marker.pair.partitionBytes));
    const deep = looksBlank(disk);
    const [probed, scans] = await Promise.all([
      deep || context.everySignature ? probeSignatures(context.run, disk.path, deadline - lookTime()) : { signatures: [], errors: [] },
      deep ? scanAll(impatient(open, context.limitMs), disk, buffer(), deadline, context) : [],
    ]);
    disk.signatures.push(...probed.signatures);
    disk.errors.push(...probed.errors);
    disk.scans.push(...scans);
    for (const { what, error, cause } of scans) {
      if (error !== null) disk.errors.push({ what: `${disk.path} (${what})`, why: error, ...(cause === undefined ? {} : { cause }) });
    }
    hung = scans.some(({ cause }) => cause?.code === "timeout");
    await sameDisk(fs, open, disk, inTime);
  } catch (error) {
    hung ||= error instanceof TimeLimit;
    disk.errors.push(unreadOf(disk.path, error));
  }
  // Node closes a file once its reads have ended; one that hangs is not waited for.
  const closed = open?.close().catch(() => undefined);
  if (!hung) await closed;
  return { disk, hung };
}

const MIB = 1024 * 1024;
/** Places that are sampled after each MiB of the ends: 4096 of them with 128 MiB. */
const SAMPLES_PER_MIB = 32;

/**
 * Both ends, every byte, and, where they are zero, samples of what lies between, unless that was given away with the disk.
 * A disk that does not seek is sampled between the pieces of its ends: those cost the disk's time, samples the processor's,
 * and many disks then have both at once. That ends after a quarter of the time, so that slow ends have theirs.
 */
async function scanAll(open: OpenDisk, { id, sizeBytes, marker, rotational }: DiskFacts, buffer: Uint8Array, deadline: number, { atOnce, limitMs }: DiskContext): Promise<DiskFacts["scans"]> {
  if (marker.state === "free") return scanEnds(open, sizeBytes, buffer, deadline, MARKER_PLACE);
  const samples = samplingOf(open, id, sizeBytes, buffer, { deadline, atOnce, perStep: (buffer.length / MIB) * SAMPLES_PER_MIB });
  const quarter = deadline - limitMs * 0.75;
  const between = (): unknown => (rotational === false && lookTime() < quarter ? samples.step() : undefined);
  const ends = await scanEnds(open, sizeBytes, buffer, deadline, null, between);
  if (ends.some(({ firstNonZero, error }) => firstNonZero !== null || error !== null)) return ends;
  return [...ends, await samples.rest()];
}

async function readEnds(open: OpenDisk, disk: DiskFacts, inTime: <T>(work: Promise<T>) => Promise<T>): Promise<void> {
  const size = await inTime(open.size());
  if (size !== disk.sizeBytes) throw new LookFailed({ code: "size-not-described", sizeBytes: size, describedBytes: disk.sizeBytes });
  const head = Buffer.alloc(Math.min(size, MARKER_OFFSET + MARKER_BYTES));
  const tail = Buffer.alloc(Math.min(size, 4096));
  for (const [part, offset] of [[head, 0], [tail, size - tail.length]] as const) {
    const bytes = await inTime(open.read(part, offset));
    if (bytes !== part.length) throw new LookFailed({ code: "short-read", bytes, wantedBytes: part.length, offset });
  }
  disk.marker = decodeMarker(head.subarray(MARKER_OFFSET, MARKER_OFFSET + MARKER_BYTES));
  disk.signatures = partitionTables(head, tail, size);
  disk.bootMedium = isoLabel(head) === ISO_LABEL;
}

/** Names like `sdb` are given again: the disk that was read must still be the one that was described. */
async function sameDisk(fs: ReadFs, open: OpenDisk, disk: DiskFacts, inTime: <T>(work: Promise<T>) => Promise<T>): Promise<void> {
  const size = await inTime(open.size());
  const diskSeq = await attributesOf(fs, disk.errors).number(`/sys/block/${disk.path.slice("/dev/".length)}/diskseq`);
  if (size !== disk.sizeBytes || diskSeq !== disk.diskSeq) disk.errors.push(noted(disk.path, { code: "changed-meanwhile" }));
}
