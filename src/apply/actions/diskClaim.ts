import { basename } from "node:path";
import { decodeMarker, encodeMarker, MARKER_BYTES, MARKER_FORMAT, MARKER_OFFSET } from "../../marker/index.ts";
import type { DiskMarker } from "../../model/facts.ts";
import { mustRun } from "../command.ts";
import { type ApplyContext, mustGoOn, type Result } from "../context.ts";
import { isAttached } from "../drbd.ts";
import { CommandFailed, Refused } from "../explain.ts";
import { firstGptPartition, partitionType } from "../gpt.ts";
import { isInArray } from "../md.ts";
import { kernelPartition, withPartition } from "../partition.ts";
import { BY_ID } from "../plannedDisk.ts";
import { checkContent, findDisk, isThisClaim, pinned, type Claim } from "./claimChecks.ts";
import { mustProbeAsCutOff } from "./resumeProbe.ts";

/** From here on a pool gets one inode per MiB: it holds images, and inode tables are written to the disk in the background. */
const LARGE_BYTES = 64 * 1024 ** 3;

/**
 * Makes a blank disk ours: marker `claiming`, partition table, file system, marker `ready`, each on stable
 * storage before the next begins. Whatever moment the power fails at, the next start finds the disk blank, or
 * ours and unfinished (`resume`), or ours. Nothing is mounted before `ready`, so to resume loses nothing.
 */
export async function diskClaim(context: ApplyContext, step: Claim, byId = BY_ID): Promise<Result> {
  const begun = await beginClaim(context, step, byId);
  if (begun === null) return "unchanged";
  // A member's file system lies on the array, a side's on the mirror over the network: another step ends the claim.
  if (step.mirror !== undefined || step.pair !== undefined) return "changed";
  const { path, content } = begun;
  mustGoOn(context, step.pool);
  await pinned(context, path, step, async () => {
    await withPartition(context, path, step.partition, (partition) => makeFileSystem(context, step, partition.path, content === "blank"));
    mustGoOn(context, step.pool);
    await writeMarker(context, path, marker(step, "ready"), "exclusive");
  });
  return "changed";
}

type Content = Awaited<ReturnType<typeof checkContent>>;

/**
 * The first half: marker `claiming` and partition table. Returns the disk's node and what was on it; null where the claim
 * has been finished. One that is as far already, and in its mirror, is left as it is, so that what runs on it is not disturbed. One that
 * nobody holds gets its table again: a power cut leaves any part of it, and the kernel shows no partition without the first block.
 */
export async function beginClaim(context: ApplyContext, step: Claim, byId = BY_ID): Promise<{ path: string; content: Content } | null> {
  const path = await findDisk(context, step, byId);
  if (step.resume && (await isInUseByUs(context, step, path)) && (await isBegun(context, step, path))) return { path, content: "resume" };
  const content = await pinned(context, path, step, async () => {
    const found = await firstWrite(context, step, path);
    mustGoOn(context, step.pool);
    if (found !== "done") await writeTable(context, step, path);
    return found;
  });
  if (content === "done") return null;
  // With nobody holding the disk open, the kernel has let go of what it had cached: this reads the disk itself.
  await readTableBack(context, step, path);
  return { path, content };
}

/** The only write that a check of the disk's content stands before. */
async function firstWrite(context: ApplyContext, step: Claim, path: string): Promise<Content> {
  // The disk is held from the check to the first write: what is mounted meanwhile makes this fail, and not that.
  const disk = await context.disks.open(path, "exclusive").catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "EBUSY") throw new Refused({ code: "in-use", path });
    throw error;
  });
  try {
    const content = await checkContent(disk, path, step);
    if (content === "done") return content;
    if (content === "resume") await mustProbeAsCutOff(context, path, step);
    mustGoOn(context, step.pool);
    await disk.write(MARKER_OFFSET, encodeMarker(marker(step, "claiming")));
    await disk.sync();
    return content;
  } finally {
    // sfdisk and the kernel's reading of the table need it free.
    await disk.close();
  }
}

/** Puts a marker in its place, on stable storage. `how`: see Disks.open. */
export async function writeMarker({ disks }: ApplyContext, path: string, written: DiskMarker, how: "exclusive" | "shared"): Promise<void> {
  const disk = await disks.open(path, how);
  try {
    await disk.write(MARKER_OFFSET, encodeMarker(written));
    await disk.sync();
  } finally {
    await disk.close();
  }
}

export function marker(step: Claim, state: DiskMarker["state"]): DiskMarker {
  const { site, id: disk, sizeBytes, pool, partitionUuid, filesystemUuid, mirror, pair } = step;
  const fields = { format: MARKER_FORMAT, site, disk, sizeBytes, pool, state, partitionUuid, filesystemUuid };
  if (pair !== undefined) return { ...fields, role: "pair", pair };
  return mirror === undefined ? { ...fields, role: "pool" } : { ...fields, role: "mirror", mirror };
}

async function isBegun(context: ApplyContext, step: Claim, path: string): Promise<boolean> {
  const disk = await context.disks.open(path, "read");
  const read = await disk.read(MARKER_OFFSET, MARKER_BYTES).finally(() => disk.close());
  const found = decodeMarker(read);
  return found.state === "good" && found.marker.state === "claiming" && isThisClaim(found.marker, step) && (await hasTable(context, step, path));
}

/** True where md has the disk, or DRBD its partition, of whose mirror it is to be: each holds it alone. Whoever else holds it makes the first write fail. */
async function isInUseByUs(context: ApplyContext, step: Claim, path: string): Promise<boolean> {
  if (step.mirror !== undefined) return isInArray(context.fs, basename(path));
  if (step.pair === undefined) return false;
  const partition = await kernelPartition(context.fs, path, step.partition);
  return partition !== null && isAttached(context.fs, partition.path);
}

/** sfdisk(8) script. `first-lba` leaves the first MiB, and so the marker, outside every partition. */
export function tableScript(step: Claim): string {
  const blocks = (bytes: number): number => {
    if (bytes % step.logicalBlockBytes !== 0) throw new Error(`${bytes} bytes are no whole number of blocks of ${step.logicalBlockBytes}`);
    return bytes / step.logicalBlockBytes;
  };
  const { startByte, sizeBytes } = step.partition;
  return [
    "label: gpt",
    `label-id: ${step.diskUuid}`,
    "unit: sectors",
    `first-lba: ${blocks(startByte)}`,
    "",
    `start=${blocks(startByte)}, size=${blocks(sizeBytes)}, type=${partitionType(step)}, uuid=${step.partitionUuid}, name="ramvisor-${step.pool}"`,
    "",
  ].join("\n");
}

/**
 * `--lock` keeps udev away while the table is half written (systemd.io, Locking Block Device Access). Told to tell the kernel, sfdisk
 * would call sync(2), which waits for every disk of the machine, one that hangs included; partx(8) tells it.
 */
async function writeTable({ run }: ApplyContext, step: Claim, path: string): Promise<void> {
  const options = ["--quiet", "--lock=yes", "--no-tell-kernel", "--wipe=never", "--wipe-partitions=never"];
  await mustRun(run, "sfdisk", [...options, path], { input: tableScript(step), timeoutMs: 60_000 });
}

/** The table is read back from the disk and must be the one just written. */
async function readTableBack(context: ApplyContext, step: Claim, path: string): Promise<void> {
  if (!(await hasTable(context, step, path))) throw new CommandFailed({ code: "table-differs", path });
}

async function hasTable(context: ApplyContext, step: Claim, path: string): Promise<boolean> {
  const disk = await context.disks.open(path, "read");
  const written = await disk.read(0, 3 * Math.max(step.logicalBlockBytes, 4096)).finally(() => disk.close());
  const found = firstGptPartition(written, step.logicalBlockBytes);
  return found?.uuid === step.partitionUuid && found.startByte === step.partition.startByte && found.sizeBytes === step.partition.sizeBytes;
}

/**
 * ext4 for images: no reserved blocks (nothing of the system lives there), read-only on errors, inode tables
 * and journal zeroed later by the kernel. No discard: a blank disk has nothing to discard, and on large ones
 * it takes long. mke2fs must not assume zeros (design): blankness is proved by samples in the middle.
 *
 * `blank` false: a disk that was freed, or perhaps was, still holds old data in the middle. The journal is zeroed then
 * (mke2fs(8), lazy_journal_init): where an earlier pool of the same disk had its journal in the same place, its blocks
 * would pass for later entries of the new one, and be replayed after a power cut.
 */
export async function makeFileSystem({ run }: ApplyContext, pool: { pool: string; filesystemUuid: string; partition: { sizeBytes: number } }, device: string, blank: boolean): Promise<void> {
  const inodes = pool.partition.sizeBytes >= LARGE_BYTES ? ["-T", "largefile"] : [];
  await mustRun(run, "mke2fs", [
    "-q", "-F", "-t", "ext4", ...inodes, "-b", "4096", "-m", "0", "-e", "remount-ro",
    "-U", pool.filesystemUuid, "-L", `ramvisor-${pool.pool}`.slice(0, 16),
    "-E", `lazy_itable_init=1,lazy_journal_init=${blank ? 1 : 0},nodiscard`, device,
  ], { timeoutMs: 240_000 });
}
