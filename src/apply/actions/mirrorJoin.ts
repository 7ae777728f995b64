import type { StepOf } from "../../model/step.ts";
import type { ApplyContext, Result } from "../context.ts";
import { Refused } from "../explain.ts";
import { addMember, arrayOn, examined, runningArray } from "../md.ts";
import { findMember } from "../mirrorDisk.ts";
import { kernelPartition, withPartition, type KernelPartition } from "../partition.ts";
import { BY_ID } from "../plannedDisk.ts";
import { beginClaim, marker, writeMarker } from "./diskClaim.ts";

/**
 * Claims a disk and adds it to a mirror that runs on its other member; the kernel copies in the background. The marker
 * is `ready` once the array has taken the disk: from then on its superblock says how far the copy is. Cut off before
 * that, the next start begins again at the table: what is on the disk then is a part of a copy, and nothing else.
 */
export async function mirrorJoin(context: ApplyContext, step: StepOf<"mirror.join">, byId = BY_ID): Promise<Result> {
  const { fs } = context;
  const array = await arrayOf(context, step, byId);
  const begun = await beginClaim(context, step, byId);
  if (begun === null) return "unchanged";
  const { path } = begun;
  await withPartition(context, path, step.partition, async (partition) => {
    // Added by an earlier try in this start.
    if ((await arrayOn(fs, partition)) !== null) return void (await runningArray(fs, [partition], step.mirror.array));
    const found = await examined(context, partition);
    if (found !== null && found !== step.mirror.array) throw new Refused({ code: "other-array", partition: partition.path, array: found });
    await addMember(context, array, partition);
  });
  await writeMarker(context, path, marker(step, "ready"), "shared");
  return "changed";
}

/** The running array of the members that are there. @throws Refused where it does not run. */
async function arrayOf(context: ApplyContext, { pool, mirror, members }: StepOf<"mirror.join">, byId: string): Promise<KernelPartition> {
  const partitions: KernelPartition[] = [];
  for (const member of members) {
    const { path, wanted } = await findMember(context, mirror.array, member, byId);
    const partition = await kernelPartition(context.fs, path, wanted);
    if (partition !== null) partitions.push(partition);
  }
  const array = await runningArray(context.fs, partitions, mirror.array);
  if (array === null) throw new Refused({ code: "mirror-stopped", pool });
  return array;
}
