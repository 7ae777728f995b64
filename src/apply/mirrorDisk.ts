import { decodeMarker, MARKER_BYTES, MARKER_OFFSET } from "../marker/index.ts";
import type { DiskMarker } from "../model/facts.ts";
import type { MirrorMember } from "../model/step.ts";
import type { ApplyContext } from "./context.ts";
import { Refused } from "./explain.ts";
import type { GptPartition } from "./gpt.ts";
import { BY_ID, nodeOf, tableOf } from "./plannedDisk.ts";

/** A mirror's disk as it is now, looked at again: its marker says that it is what the step means. */
export interface MirrorDisk {
  path: string;
  marker: DiskMarker;
  wanted: GptPartition;
}

/**
 * Finds a member by its stable name and reads its marker and table again.
 * @throws Refused where it is gone, or is not the disk that the step means: then nothing may be written to it.
 */
export async function findMember(context: ApplyContext, array: string, member: MirrorMember, byId = BY_ID): Promise<MirrorDisk> {
  const path = await nodeOf(context, member.id, byId);
  const disk = await context.disks.open(path, "read");
  const block = await disk.read(MARKER_OFFSET, MARKER_BYTES).finally(() => disk.close());
  const found = decodeMarker(block);
  if (found.state !== "good" || found.marker.disk !== member.id || found.marker.mirror?.array !== array || found.marker.mirror.slot !== member.slot) {
    throw new Refused(`${path} has no longer the marker of its place in the mirror`);
  }
  const wanted = await tableOf(context, path);
  if (wanted?.uuid !== member.partitionUuid) throw new Refused(`the partition of the mirror is not on ${path}`);
  return { path, marker: found.marker, wanted };
}
