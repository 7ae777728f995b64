import type { StepOf } from "../../model/step.ts";
import type { ApplyContext } from "../context.ts";
import { explain, Refused } from "../explain.ts";
import { arrayOn, assembleArray, examined, readdMember, runningArray } from "../md.ts";
import { findMember } from "../mirrorDisk.ts";
import { withPartitions, type KernelPartition } from "../partition.ts";
import { BY_ID } from "../plannedDisk.ts";

type Mount = StepOf<"pool.mount">;

/**
 * Starts the array of a pool from the partitions of the very disks that the plan names, never by a scan, and puts back
 * those that were left behind. A disk that does not come back leaves the mirror degraded, which the status says.
 */
export async function mirrorAssemble(context: ApplyContext, step: Mount, mirror: NonNullable<Mount["mirror"]>, byId = BY_ID): Promise<KernelPartition> {
  const finished = async (members: typeof mirror.members): Promise<Awaited<ReturnType<typeof findMember>>[]> => {
    const disks = [];
    for (const member of members) {
      const disk = await findMember(context, mirror.array, member, byId);
      if (disk.marker.state !== "ready") throw new Refused(`the claim of ${disk.path} for the pool ${step.pool} is not finished`);
      disks.push(disk);
    }
    return disks;
  };
  const members = (await finished(mirror.members)).map(({ path: disk, wanted }) => ({ disk, wanted }));
  const array = await withPartitions(context, members, async (partitions) => {
    const running = await runningArray(context.fs, partitions, mirror.array);
    if (running !== null) return running;
    for (const partition of partitions) {
      if ((await examined(context, partition)) !== mirror.array) throw new Refused(`${partition.path} has no superblock of the mirror of the pool ${step.pool}`);
    }
    return assembleArray(context, mirror.array, partitions);
  });
  // Those that mdadm left out as too old as well: it has looked at the superblocks later than the plan has.
  const others = [...members, ...(await finished(mirror.behind)).map(({ path: disk, wanted }) => ({ disk, wanted }))];
  for (const other of others) await putBack(context, step, mirror.array, array, other).catch((error: unknown) => {
    context.log.warn({ pool: step.pool, disk: other.disk, why: explain(error) }, "a disk of the mirror could not be put back: the mirror is degraded");
  });
  return array;
}

async function putBack(context: ApplyContext, step: Mount, uuid: string, array: KernelPartition, disk: { disk: string; wanted: Parameters<typeof withPartitions>[1][number]["wanted"] }): Promise<void> {
  await withPartitions(context, [disk], async (partitions) => {
    for (const partition of partitions) {
      if ((await arrayOn(context.fs, partition)) !== null) continue;
      if ((await examined(context, partition)) !== uuid) throw new Refused(`${partition.path} has no superblock of the mirror of the pool ${step.pool}`);
      await readdMember(context, array, partition);
      context.log.warn({ pool: step.pool, partition: partition.path }, "a disk of the mirror that was behind was put back");
    }
  });
}
