import type { RaidMember } from "../model/facts.ts";
import type { Failure } from "../model/failure.ts";
import type { MirrorMember } from "../model/step.ts";
import { countsIn, lacksBlocks, parseSuperblock, PARTITION_START, SUPERBLOCK_BYTES, SUPERBLOCK_OFFSET } from "../raid/superblock.ts";
import type { ApplyContext } from "./context.ts";
import { Refused } from "./explain.ts";
import { whileAnswers } from "./hanging.ts";
import { arrayOfUuid, examinedWhole } from "./md.ts";
import type { KernelPartition } from "./partition.ts";
import { BY_ID, nodeOf } from "./plannedDisk.ts";

const OTHER_MS = 2000;

/** A member that can be used, and where its partition lies. */
export interface Kept {
  member: MirrorMember;
  disk: string;
  wanted: { startByte: number };
}

/**
 * Proves that one member of a mirror may be used without the other, which the plan counts on and which cannot be used now.
 * In doubt it is refused: a pool that does not start can be mended, an old copy that was written to cannot.
 *
 * - The plan saw both in step: each counts the other in, and neither has seen more than the last update. That alone is not
 *   enough, since one that is still being rebuilt is planned as a member too: its own superblock says so.
 * - That superblock is still the one that the plan saw: nothing has run on this disk since, and left it behind.
 * - No array of this UUID runs, on the other disk perhaps, and the other's superblock, where it can be read, counts this one in.
 *
 * What happens when the other one is back: before its first write to an array that lacks a member, the kernel writes into
 * the superblock of the one that is there that it is alone (md_write_start() and super_1_sync(), drivers/md/md.c). The one
 * left out still counts both in, so the planner takes it for `behind` by that, even where it has one event more, and it is
 * caught up from this one. Only where each of them ran alone do both deny the other: then neither is used.
 *
 * @throws Refused with what speaks against it.
 */
export async function proveWholeCopy(context: ApplyContext, array: string, kept: Kept, partition: KernelPartition, lost: MirrorMember, byId = BY_ID): Promise<void> {
  const { member, disk, wanted } = kept;
  const fail = (failure: Failure): never => {
    throw new Refused(failure);
  };
  const running = await arrayOfUuid(context.fs, array);
  if (running !== null) fail({ code: "alone-array-runs", path: disk, md: running });

  const place = (id: string): ApplyContext["plan"]["disks"][number] | undefined => context.plan.disks.find((planned) => planned.id === id);
  if ([member, lost].some(({ id }) => place(id)?.mirror?.role !== "member")) fail({ code: "alone-unplanned", path: disk });
  const block = await superblockAt(context, disk, wanted.startByte);
  const raid = parseSuperblock(block);
  if (raid === null || !isOf(raid, array) || raid.slot !== member.slot) return fail({ code: "alone-superblock", path: disk });
  if (raid.rebuilding) fail({ code: "alone-rebuilding", path: disk });
  if (lacksBlocks(block)) fail({ code: "alone-lacks-blocks", path: disk });
  const seen = place(member.id)?.evidence.find((evidence) => evidence.kind === "raid");
  if (seen === undefined || seen.events !== raid.events || seen.updated !== raid.updated) fail({ code: "alone-superblock-changed", path: disk });
  // The block was read through the page cache, and an array writes below that.
  if ((await examinedWhole(context, partition))?.events !== raid.events) fail({ code: "alone-superblock-unclear", path: disk });

  // It may be the one that hangs: then it is not asked for long.
  const read = (): Promise<Uint8Array> => nodeOf(context, lost.id, byId).then((path) => superblockAt(context, path, PARTITION_START));
  const other = await whileAnswers(context, lost.id, OTHER_MS, read).then(parseSuperblock).catch(() => null);
  if (other !== null && isOf(other, array) && (!countsIn(other, member.slot, raid) || other.events > raid.events + 1)) fail({ code: "alone-behind", path: disk, id: lost.id });
}

async function superblockAt({ disks }: ApplyContext, path: string, partitionStart: number): Promise<Uint8Array> {
  const disk = await disks.open(path, "read");
  return disk.read(partitionStart + SUPERBLOCK_OFFSET, SUPERBLOCK_BYTES).finally(() => disk.close());
}

function isOf({ uuid, level, raidDisks }: RaidMember, array: string): boolean {
  return uuid === array && level === 1 && raidDisks === 2;
}
