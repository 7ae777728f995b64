import { join } from "node:path";
import { decodeMarker, MARKER_BYTES, MARKER_OFFSET } from "../marker/index.ts";
import type { DiskMarker } from "../model/facts.ts";
import type { MirrorMember } from "../model/step.ts";
import { BY_ID } from "./actions/claimChecks.ts";
import type { ApplyContext } from "./context.ts";
import { Refused } from "./explain.ts";
import { firstGptPartition, type GptPartition } from "./gpt.ts";

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
export async function findMember({ fs, disks }: ApplyContext, array: string, member: MirrorMember, byId = BY_ID): Promise<MirrorDisk> {
  const path = await fs.realPath(join(byId, member.id)).catch(() => null);
  if (path === null) throw new Refused(`the disk ${member.id} of the mirror is gone`);
  const disk = await disks.open(path, "read");
  const read = async (): Promise<[Uint8Array, Uint8Array]> => [await disk.read(MARKER_OFFSET, MARKER_BYTES), await disk.read(0, 3 * 4096)];
  const [block, start] = await read().finally(() => disk.close());
  const found = decodeMarker(block);
  if (found.state !== "good" || found.marker.disk !== member.id || found.marker.mirror?.array !== array || found.marker.mirror.slot !== member.slot) {
    throw new Refused(`${path} has no longer the marker of its place in the mirror`);
  }
  const wanted = firstGptPartition(start, 512) ?? firstGptPartition(start, 4096);
  if (wanted?.uuid !== member.partitionUuid) throw new Refused(`the partition of the mirror is not on ${path}`);
  return { path, marker: found.marker, wanted };
}
