import type { RaidMember } from "../model/facts.ts";
import { parseSuperblock, PARTITION_START, SUPERBLOCK_BYTES, SUPERBLOCK_OFFSET } from "../raid/superblock.ts";
import type { DiskReader, OpenDisk } from "./reader.ts";

/**
 * The md superblock of a disk that our marker says to be a mirror's member; null where there is none. Read past the
 * page cache where that can be had: a running array writes below it, and a copy would be an old one.
 */
export async function readRaid(open: OpenDisk, disks: DiskReader): Promise<RaidMember | null> {
  const block = disks.allocate(SUPERBLOCK_BYTES);
  const bytes = await open.read(block, PARTITION_START + SUPERBLOCK_OFFSET);
  return bytes === SUPERBLOCK_BYTES ? parseSuperblock(block) : null;
}
