import type { Failure } from "../../model/failure.ts";
import type { StepOf } from "../../model/step.ts";
import { mustRun } from "../command.ts";
import { type ApplyContext, mustGoOn, type Result } from "../context.ts";
import { CommandFailed, Refused } from "../explain.ts";
import { ext4On } from "../ext4.ts";
import type { GptPartition } from "../gpt.ts";
import { forgetOtherDisk } from "../guestStore.ts";
import { mountAt } from "../mounts.ts";
import { withPartition, type KernelPartition } from "../partition.ts";
import { BY_ID, ownDisk } from "../plannedDisk.ts";
import { mirrorAssemble } from "./mirrorAssemble.ts";

/** e2fsck(8): a journal is replayed in seconds; a full check of a large file system takes minutes. */
const CHECK_LIMIT_MS = 15 * 60_000;
/** Where mke2fs(8) puts the first backup of the superblock in a file system with blocks of 4096 bytes, as all pools have. */
const BACKUP = ["-b", "32768", "-B", "4096"];

/**
 * Checks the pool's file system and mounts it; that of a mirror lies on its array, which is started first. The partition is found on the very disk that the plan names for
 * the pool, never by a UUID alone: a cloned disk has the same one.
 */
export async function poolMount(context: ApplyContext, step: StepOf<"pool.mount">, byId = BY_ID): Promise<Result> {
  // The array is no partition: udev's reading of the table does not take it away.
  if (step.mirror !== undefined) {
    const { array, filesystemUuid } = await mirrorAssemble(context, step, step.mirror, byId);
    return checkAndMount(context, step, array, { id: step.mirror.array, filesystemUuid });
  }
  const { path, found, filesystemUuid } = await findPartition(context, step, byId);
  return withPartition(context, path, found, (partition) => checkAndMount(context, step, partition, { id: step.partitionUuid, filesystemUuid }));
}

/** What carries a pool. */
interface Carrier {
  /** Its own, in a start: a partition's, an array's or a resource's. */
  id: string;
  /** That of its file system, as the marker has it; null where it may be the other node's. */
  filesystemUuid: string | null;
}

/** Checks the file system of a pool on whatever carries it, and mounts it. */
export async function checkAndMount(context: ApplyContext, step: { pool: string; path: string }, partition: KernelPartition, carrier: Carrier): Promise<Result> {
  const { fs, run, log } = context;
  const mounted = await mountAt(fs, step.path);
  if (mounted !== null) {
    if (mounted.device === partition.device) return "unchanged";
    throw new Refused({ code: "mount-point-taken", path: step.path });
  }
  await mustBeOurs(context, step.pool, partition.path, carrier);
  // 0: clean. 1, 2: errors corrected; 2 asks for a restart only for a mounted file system, and this one is not.
  const preen = (...where: string[]): ReturnType<typeof run> => run("e2fsck", ["-p", ...where, partition.path], { timeoutMs: CHECK_LIMIT_MS });
  const first = await preen();
  // A superblock is two sectors, which a power cut can tear; with -p alone, e2fsck does not try the backup. It still replays the journal then.
  const check = first.code !== null && (first.code & 8) !== 0 ? await preen(...BACKUP) : first;
  if (check.code === null || check.code > 2) {
    const failure = checkFailure(step, partition.path, check.code);
    throw failure.code === "check-impossible" ? new CommandFailed(failure) : new Refused(failure);
  }
  if (check.code > 0) log.warn({ pool: step.pool, said: check.stdout.slice(0, 500) }, "the file system of the pool had errors, which e2fsck corrected");

  mustGoOn(context, step.pool);
  await forgetOtherDisk(fs, step.pool, carrier.id);
  await fs.makeDir(step.path, 0o711);
  await mustRun(run, "mount", ["-t", "ext4", "-o", "noatime,nodev,nosuid", partition.path, step.path], { timeoutMs: 120_000 });
  return "changed";
}

/**
 * Table and marker outlive whoever formats the partition anew, on another machine: what lies in it is looked at before e2fsck may
 * correct anything, and e2fsck's backup of the superblock may be that of a pool that is long gone. @throws Refused
 */
export async function mustBeOurs(context: Pick<ApplyContext, "disks">, pool: string, path: string, { filesystemUuid: uuid }: Carrier): Promise<void> {
  const found = await ext4On(context, path);
  if (found === null || (uuid !== null && found.uuid !== uuid)) throw new Refused({ code: "pool-file-system-lost", partition: path, pool, uuid, found: found?.uuid ?? null });
}

async function findPartition(context: ApplyContext, step: StepOf<"pool.mount">, byId: string): Promise<{ path: string; found: GptPartition; filesystemUuid: string }> {
  const planned = context.plan.disks.find((disk) => disk.pool === step.pool && (disk.verdict === "claim" || disk.verdict === "own"));
  if (planned === undefined) throw new Refused({ code: "pool-unplanned", pool: step.pool });
  const { path, marker, wanted } = await ownDisk(context, {
    id: planned.id, partitionUuid: step.partitionUuid, has: ({ partitionUuid }) => partitionUuid === step.partitionUuid,
    refusal: { marker: (at) => ({ code: "pool-marker-lost", path: at, pool: step.pool }), partition: (at) => ({ code: "pool-partition-lost", path: at, pool: step.pool, id: planned.id }) },
  }, byId);
  return { path, found: wanted, filesystemUuid: marker.filesystemUuid };
}

/** What e2fsck's exit code (e2fsck(8)) means for the pool; null: it did not end by itself. */
function checkFailure({ pool }: { pool: string }, partition: string, exit: number | null): Failure {
  if (exit === null) return { code: "check-unfinished", partition, pool };
  return { code: (exit & 8) !== 0 ? "check-impossible" : "check-asks", partition, pool, exit };
}
