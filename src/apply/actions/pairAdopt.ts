import { randomBytes } from "node:crypto";
import { decodeMarker, MARKER_BYTES, MARKER_OFFSET } from "../../marker/index.ts";
import type { DiskMarker } from "../../model/facts.ts";
import type { StepOf } from "../../model/step.ts";
import { META_BYTES, metaOffset, parseDrbdMeta } from "../../raid/drbdMeta.ts";
import { mustRun } from "../command.ts";
import type { ApplyContext, Result } from "../context.ts";
import { mirrorDevice } from "../drbd.ts";
import { CommandFailed, Refused } from "../explain.ts";
import { growFirst } from "../gptGrow.ts";
import { kernelPartition, withPartition } from "../partition.ts";
import { BY_ID, markedName, nodeOf } from "../plannedDisk.ts";
import { mustBeSame } from "./claimChecks.ts";
import { writeMarker } from "./diskClaim.ts";

/** Where `/var/lock` leads. */
const LOCK_DIR = "/run/lock";
const META_LIMIT_MS = 60_000;

/**
 * Makes a pool of a single machine one side of a pair. Its data stays where it lies; the partition grows over the room that
 * every claimed disk leaves at its end, where DRBD's metadata is made, with a generation of its own and up to date. Nothing of
 * that touches the pool, and all of it can be done again: the marker alone, written last and at once, says that it is a pair's.
 */
export async function pairAdopt(context: ApplyContext, step: StepOf<"pair.adopt">, byId = BY_ID): Promise<Result> {
  const { disks, fs } = context;
  const path = await nodeOf(context, step.disk.id, byId);
  const marker = await readMarker(context, path);
  if (marker?.pair?.uuid === step.disk.uuid && marker.disk === markedName(context, step.disk.id)) return "unchanged";
  const { place } = step;
  if (marker === null || !isThisPool(context, marker, step)) throw new Refused({ code: "pool-marker-lost", path, pool: step.pool });
  // Held until the last write: a pool that is mounted is not taken from below its guests.
  const disk = await disks.open(path, "exclusive").catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "EBUSY") throw new Refused({ code: "in-use", path });
    throw error;
  });
  let wanted;
  try {
    await mustBeSame(fs, path, step);
    const found = await growFirst(disk, { ...step, path }, place.partitionBytes, (partition) => {
      const asMade = partition.sizeBytes === place.dataBytes || partition.sizeBytes === place.partitionBytes;
      if (partition.uuid !== step.disk.partitionUuid || !asMade) throw new Refused({ code: "pool-partition-differs", path, pool: step.pool });
    });
    wanted = { startByte: found.startByte, sizeBytes: place.partitionBytes };
    // udev reads the table again when the disk is let go; until then the kernel is told.
    if ((await kernelPartition(fs, path, wanted)) === null) await mustRun(context.run, "partx", ["--update", path]);
  } finally {
    await disk.close();
  }
  await withPartition(context, path, wanted, (partition) => makeMetadata(context, step, partition.path));
  await checkMetadata(context, path, wanted.startByte + metaOffset(wanted.sizeBytes));
  await writeMarker(context, path, { ...marker, role: "pair", pair: place }, "exclusive");
  return "changed";
}

/** The other way, where no other side ever had all data: nothing is lost but the chance to catch up with what one has got so far. */
export async function pairLeave(context: ApplyContext, step: StepOf<"pair.leave">, byId = BY_ID): Promise<Result> {
  const path = await nodeOf(context, step.disk.id, byId);
  const marker = await readMarker(context, path);
  if (marker?.role === "pool" && marker.disk === markedName(context, step.disk.id) && marker.pool === step.pool) return "unchanged";
  const { pair, ...rest } = marker ?? {};
  if (marker === null || marker.disk !== markedName(context, step.disk.id) || pair?.uuid !== step.disk.uuid || pair.formed !== false) throw new Refused({ code: "not-always-alone", path, resource: step.disk.resource });
  await writeMarker(context, path, { ...(rest as Omit<DiskMarker, "pair">), role: "pool" }, "exclusive");
  return "changed";
}

async function readMarker({ disks }: ApplyContext, path: string): Promise<DiskMarker | null> {
  const disk = await disks.open(path, "read");
  const read = decodeMarker(await disk.read(MARKER_OFFSET, MARKER_BYTES).finally(() => disk.close()));
  return read.state === "good" ? read.marker : null;
}

function isThisPool(context: ApplyContext, { role, state, site, disk, pool, sizeBytes, partitionUuid }: DiskMarker, step: StepOf<"pair.adopt">): boolean {
  return role === "pool" && state === "ready" && site === step.site && disk === markedName(context, step.disk.id) && pool === step.pool && sizeBytes === step.sizeBytes && partitionUuid === step.disk.partitionUuid;
}

/**
 * New metadata, then its first generation, which no other disk has: drawn by chance, since a pool may be adopted more than
 * once. Consistent and up to date, so that it can be led without force (drbdmeta(8), set-gi).
 */
async function makeMetadata({ fs, run }: ApplyContext, { minor }: StepOf<"pair.adopt">, partition: string): Promise<void> {
  const meta = (...command: string[]): Promise<unknown> => mustRun(run, "drbdmeta", ["--force", mirrorDevice(minor).path, "v08", partition, "internal", ...command], { timeoutMs: META_LIMIT_MS });
  // drbdmeta locks the minor there; this is done before systemd-tmpfiles has made it (tmpfiles.d, legacy.conf).
  await fs.makeDir(LOCK_DIR, 0o755);
  await meta("create-md");
  const drawn = randomBytes(8);
  // Never that of metadata without a past, and the last bit is none of its name.
  const generation = ((drawn.readBigUInt64BE() | (1n << 63n)) & ~1n).toString(16).toUpperCase();
  await meta("set-gi", `${generation}:0:0:0:1:1:0:0:0:0`);
}

/** Read back from the disk itself before the marker makes it count. */
async function checkMetadata({ disks }: ApplyContext, path: string, offset: number): Promise<void> {
  const disk = await disks.open(path, "read");
  const meta = parseDrbdMeta(await disk.read(offset, META_BYTES).finally(() => disk.close()));
  if (meta === null || !meta.consistent || !meta.upToDate) throw new CommandFailed({ code: "metadata-differs", path });
}
