import { basename } from "node:path";
import { MARKER_PLACE } from "../facts/disk.ts";
import { identityNow } from "../facts/identity.ts";
import type { DiskReader } from "../facts/index.ts";
import { lookTime } from "../facts/clock.ts";
import { CHUNK_BYTES, scanEnds } from "../facts/scan.ts";
import { probeSignatures } from "../facts/signatures.ts";
import { decodeMarker, encodeMarker, MARKER_BYTES, MARKER_FORMAT, MARKER_OFFSET } from "../marker/index.ts";
import type { DiskFacts, FreeMarker } from "../model/facts.ts";
import { sideThatHolds } from "../plan/disks/free.ts";
import type { Machine } from "./machine.ts";
import type { OpenDisk } from "./blockDevice.ts";
import { apartNow, drbdadm } from "./drbd.ts";
import { CommandFailed, Refused, toldOf } from "./explain.ts";
import { PIECE_BYTES, piecesToClear } from "./freeRanges.ts";

export type FreeContext = Pick<Machine, "fs" | "run" | "disks" | "log"> & {
  /** Reads past the page cache, as the look does: what is verified is the disk and not a copy in RAM. */
  reader: DiskReader;
};

/** For reading both ends back: a disk that was just written to may be slow. */
const READ_BACK_MS = 120_000;

/**
 * Gives a disk away, which a person has confirmed: clears both ends and every place where something was found, reads
 * them back, and writes the free marker. The disk is held exclusively (open(2), O_EXCL) from the checks to the last
 * write. The marker `freeing` is on stable storage before anything is cleared: from then on every look refuses the disk, and says what to
 * do, until all is zero and the marker says `free`.
 *
 * @param disk as it was looked at and shown to the person.
 * @throws Refused where it is in use or not that disk any more: nothing was written. Any other error: it is half cleared,
 * refused by every look, and this can be run again.
 */
export async function freeDisk(context: FreeContext, disk: DiskFacts): Promise<void> {
  await letGo(context, disk);
  const open = await context.disks.open(disk.path, "exclusive").catch((error: unknown) => {
    throw new Refused((error as NodeJS.ErrnoException).code === "EBUSY" ? { code: "in-use", path: disk.path } : toldOf(error));
  });
  try {
    await mustBeTheSame(context, disk, open);
    await clear(open, disk);
    await mustBeGone(context, disk);
    await open.write(MARKER_OFFSET, encodeMarker(marker(disk, "free")));
    await open.sync();
    await readMarkerBack(context, disk);
    await forgetPartitions(context, disk);
  } finally {
    await open.close();
  }
  // udev reads a disk again when a program that wrote to it closes it; the next look must not meet it there.
  await context.run("udevadm", ["settle", "--timeout=10"]);
}

/** A side that waits for its peer, or is refused beside it, is up all the same. @throws Refused where it is connected by now, or in use */
async function letGo(context: FreeContext, disk: DiskFacts): Promise<void> {
  const resource = sideThatHolds(disk);
  if (resource === null) return;
  if (!(await apartNow(context)).has(resource)) throw new Refused({ code: "side-connected", resource });
  await drbdadm(context, "down", resource).catch((error: unknown) => { throw new Refused(toldOf(error)); });
}

/** Says whose side is given up with it, also where an earlier run was cut off: what is beside it need not wait for that then. */
function marker({ id, serial, sizeBytes, marker: was }: DiskFacts, state: FreeMarker["state"]): FreeMarker {
  const pair = was.state === "good" ? was.marker.pair?.uuid : was.state === "free" ? was.marker.pair : undefined;
  return { format: MARKER_FORMAT, role: "free", state, disk: id, serial, sizeBytes, ...(pair === undefined ? {} : { pair }) };
}

/** Asked while the disk is open: whatever its name stands for later, this is what is written to. */
async function mustBeTheSame({ fs }: FreeContext, disk: DiskFacts, open: OpenDisk): Promise<void> {
  const now = await identityNow(fs, basename(disk.path));
  const changed = (["id", "serial", "wwn", "sizeBytes", "diskSeq"] as const).find((field) => now[field] !== disk[field]);
  if (changed !== undefined) throw new Refused({ code: "other-disk", path: disk.path, field: changed, now: String(now[changed]), expected: String(disk[changed]) });
  const block = await open.read(MARKER_OFFSET, MARKER_BYTES).catch((error: unknown) => { throw new Refused(toldOf(error)); });
  const read = decodeMarker(block);
  if (JSON.stringify(read) !== JSON.stringify(disk.marker)) throw new Refused({ code: "other-marker", path: disk.path });
}

async function clear(open: OpenDisk, disk: DiskFacts): Promise<void> {
  const zeros = Buffer.alloc(PIECE_BYTES);
  const first = Buffer.alloc(Math.min(PIECE_BYTES, disk.sizeBytes));
  encodeMarker(marker(disk, "freeing")).copy(first, MARKER_OFFSET);
  // The kernel cuts a large write into several, and a power cut may leave any of them: the table gone, and an older marker of ours.
  await open.write(MARKER_OFFSET, first.subarray(MARKER_OFFSET, MARKER_OFFSET + MARKER_BYTES));
  await open.sync();
  await open.write(0, first);
  await open.sync();
  for (const { offset, length } of piecesToClear(disk.sizeBytes, disk.signatures.flatMap(({ offset }) => offset ?? []))) await open.write(offset, zeros.subarray(0, length));
  await open.sync();
}

/** Read by the agent itself and by blkid and wipefs, as the next look will. */
async function mustBeGone({ reader, run }: FreeContext, disk: DiskFacts): Promise<void> {
  const file = await reader.open(disk.path);
  try {
    const scans = await scanEnds(file, disk.sizeBytes, reader.allocate(CHUNK_BYTES), lookTime() + READ_BACK_MS, MARKER_PLACE);
    for (const { what, error, cause, firstNonZero } of scans) {
      if (error !== null) throw new CommandFailed({ code: "not-read-back", path: disk.path, what, why: cause ?? error });
      if (firstNonZero !== null) throw new CommandFailed({ code: "still-not-zero", path: disk.path, offset: firstNonZero });
    }
  } finally {
    await file.close();
  }
  const { signatures: [left], errors: [failed] } = await probeSignatures(run, disk.path);
  if (failed !== undefined) throw new CommandFailed({ code: "not-probed", what: failed.what, why: failed.cause ?? failed.why });
  if (left !== undefined) throw new CommandFailed({ code: "still-found", path: disk.path, ...left });
}

async function readMarkerBack({ reader }: FreeContext, disk: DiskFacts): Promise<void> {
  const file = await reader.open(disk.path);
  const block = reader.allocate(MARKER_BYTES);
  await file.read(block, MARKER_OFFSET).finally(() => file.close());
  if (JSON.stringify(decodeMarker(block)) !== JSON.stringify({ state: "free", marker: marker(disk, "free") })) throw new CommandFailed({ code: "marker-differs", path: disk.path });
}

/**
 * The kernel still has the partitions of the table that is gone: partx(8) takes them away one by one, which needs no
 * exclusive open as BLKRRPART does. One that stays makes the planner refuse until the next start, no more.
 */
async function forgetPartitions({ run, log }: FreeContext, disk: DiskFacts): Promise<void> {
  if (disk.children.length === 0) return;
  const { code, stderr } = await run("partx", ["--delete", disk.path]);
  if (code !== 0) log.warn({ disk: disk.path, said: stderr.slice(0, 300) }, "the kernel still shows partitions of a disk that was freed");
}
