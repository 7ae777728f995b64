import type { MirrorMember, StepOf } from "../../model/step.ts";
import type { ApplyContext } from "../context.ts";
import { explain, Refused, toldOf } from "../explain.ts";
import type { GptPartition } from "../gpt.ts";
import { arrayOn, assembleArray, examined, readdMember, runningArray } from "../md.ts";
import { whileAnswers } from "../hanging.ts";
import { findMember } from "../mirrorDisk.ts";
import { withPartition, withPartitions, type KernelPartition } from "../partition.ts";
import { BY_ID } from "../plannedDisk.ts";
import { proveWholeCopy } from "../wholeCopy.ts";

/** A member that does not answer for so long is left out. Less than what a whole pool is given: the other one is to be used in time. */
const HANGS_MS = 5000;

type Mount = StepOf<"pool.mount">;
type Mirror = NonNullable<Mount["mirror"]>;

/** A member as it is now. */
interface Found {
  member: MirrorMember;
  disk: string;
  wanted: GptPartition;
  filesystemUuid: string;
}

/** One that cannot be used now. Nothing is written to it. */
interface Lost {
  member: MirrorMember;
  error: unknown;
}

/**
 * Starts the array of a pool from the partitions of the very disks that the plan names, never by a scan, and puts back
 * those that were left behind. A member that cannot be used is left out where the other one is proved to be a whole copy.
 * A disk that does not come back leaves the mirror degraded, which the status says.
 */
export async function mirrorAssemble(context: ApplyContext, step: Mount, mirror: Mirror, byId = BY_ID): Promise<{ array: KernelPartition; filesystemUuid: string }> {
  const found: Found[] = [];
  const lost: Lost[] = [];
  for (const member of mirror.members) {
    await whileAnswers(context, member.id, HANGS_MS, () => lookAt(context, step, mirror.array, member, byId)).then((one) => found.push(one), (error: unknown) => lost.push({ member, error }));
  }
  const [one] = found;
  const [missing] = lost;
  if (one === undefined) throw missing?.error ?? new Refused({ code: "mirror-unplanned", pool: step.pool });

  const { array, ran } = await withPartitions(context, found, async (partitions) => {
    const running = await runningArray(context.fs, partitions, mirror.array);
    if (running !== null) return { array: running, ran: true };
    if (missing !== undefined) await proveAlone(context, mirror, one, partitions, missing, byId);
    return { array: await assembleArray(context, mirror.array, partitions), ran: false };
  });
  const warn = (id: string, error: unknown, what: string): void => { context.log.warn({ pool: step.pool, disk: id, why: explain(error) }, what); };
  for (const { member, error } of lost) warn(member.id, error, ran ? "a disk of the mirror cannot be looked at: its array is taken as it runs" : "a disk of the mirror cannot be used: the pool starts without it, and nothing is written to it");

  // Those that mdadm left out as too old as well: it has looked at the superblocks later than the plan has.
  const notBack = (id: string) => (error: unknown): void => { warn(id, error, "a disk of the mirror could not be put back: the mirror is degraded"); };
  for (const again of found) await putBack(context, step, mirror.array, array, again).catch(notBack(again.member.id));
  for (const member of mirror.behind) {
    await whileAnswers(context, member.id, HANGS_MS, () => findFinished(context, step, mirror.array, member, byId)).then((again) => putBack(context, step, mirror.array, array, again)).catch(notBack(member.id));
  }
  return { array, filesystemUuid: one.filesystemUuid };
}

async function findFinished(context: ApplyContext, { pool }: Mount, array: string, member: MirrorMember, byId: string): Promise<Found> {
  const { path, marker, wanted } = await findMember(context, array, member, byId);
  if (marker.state !== "ready") throw new Refused({ code: "claim-unfinished", path, pool });
  return { member, disk: path, wanted, filesystemUuid: marker.filesystemUuid };
}

/** The same, with the superblock, which an array that runs holds already. */
async function lookAt(context: ApplyContext, step: Mount, array: string, member: MirrorMember, byId: string): Promise<Found> {
  const found = await findFinished(context, step, array, member, byId);
  await withPartition(context, found.disk, found.wanted, async (partition) => {
    if ((await arrayOn(context.fs, partition)) === null) await requireSuperblock(context, step, array, partition);
  });
  return found;
}

async function requireSuperblock(context: ApplyContext, { pool }: Mount, array: string, partition: KernelPartition): Promise<void> {
  if ((await examined(context, partition)) !== array) throw new Refused({ code: "no-superblock", partition: partition.path, pool });
}

/** @throws Refused with what is wrong with either disk. */
async function proveAlone(context: ApplyContext, { array }: Mirror, one: Found, partitions: readonly KernelPartition[], missing: Lost, byId: string): Promise<void> {
  for (const partition of partitions) {
    await proveWholeCopy(context, array, one, partition, missing.member, byId).catch((error: unknown) => {
      throw new Refused({ code: "both", one: toldOf(missing.error), other: toldOf(error) });
    });
  }
}

async function putBack(context: ApplyContext, step: Mount, uuid: string, array: KernelPartition, { disk, wanted }: Found): Promise<void> {
  await withPartition(context, disk, wanted, async (partition) => {
    if ((await arrayOn(context.fs, partition)) !== null) return;
    await requireSuperblock(context, step, uuid, partition);
    await readdMember(context, array, partition);
    context.log.warn({ pool: step.pool, partition: partition.path }, "a disk of the mirror that was behind was put back");
  });
}
