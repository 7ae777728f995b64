import type { DrbdMeta } from "../model/facts.ts";
import { META_BYTES, metaOffset, parseDrbdMeta } from "../raid/drbdMeta.ts";
import { PARTITION_START } from "../raid/superblock.ts";
import type { DiskReader, OpenDisk } from "./reader.ts";

/** DRBD's metadata at the end of the partition that our marker gives; null where there is none. Read past the page cache, as DRBD writes it. */
export async function readDrbd(open: OpenDisk, disks: DiskReader, partitionBytes: number): Promise<DrbdMeta | null> {
  const block = disks.allocate(META_BYTES);
  const bytes = await open.read(block, PARTITION_START + metaOffset(partitionBytes));
  return bytes === META_BYTES ? parseDrbdMeta(block) : null;
}
