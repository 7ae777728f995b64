import type { StepOf } from "../../model/step.ts";
import { type ApplyContext, mustGoOn, type Result } from "../context.ts";
import { Refused } from "../explain.ts";
import { createArray, examined, runningArray, stopArray } from "../md.ts";
import { findMember } from "../mirrorDisk.ts";
import { withPartitions } from "../partition.ts";
import { BY_ID } from "../plannedDisk.ts";
import { makeFileSystem, writeMarker } from "./diskClaim.ts";

/**
 * Makes one array of two claimed disks, a file system on it, then both markers `ready`. Whatever was cut off before is done
 * again from the start: as long as both markers say `claiming`, nothing has ever been mounted. Once the first one is
 * `ready`, the other disk joins it at the next start (mirror.join).
 */
export async function mirrorMake(context: ApplyContext, step: StepOf<"mirror.make">, byId = BY_ID): Promise<Result> {
  const disks = [];
  for (const member of step.members) disks.push(await findMember(context, step.array, member, byId));
  if (disks.length !== 2) throw new Refused({ code: "mirror-of-two" });
  if (disks.every(({ marker }) => marker.state === "ready")) return "unchanged";
  if (disks.some(({ marker }) => marker.state !== "claiming")) throw new Refused({ code: "mirror-half-made" });

  await withPartitions(context, disks.map(({ path: disk, wanted }) => ({ disk, wanted })), async (partitions) => {
    const left = await runningArray(context.fs, partitions, step.array);
    if (left !== null) await stopArray(context, left);
    for (const partition of partitions) {
      const found = await examined(context, partition);
      if (found !== null && found !== step.array) throw new Refused({ code: "other-array", partition: partition.path, array: found });
    }
    mustGoOn(context, step.pool);
    const array = await createArray(context, { uuid: step.array, pool: step.pool }, partitions);
    await makeFileSystem(context, { ...step, partition: { sizeBytes: step.partitionBytes } }, array.path, false);
  });
  mustGoOn(context, step.pool);
  for (const { path, marker } of disks) await writeMarker(context, path, { ...marker, state: "ready" }, "shared");
  return "changed";
}
