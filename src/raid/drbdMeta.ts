import type { DrbdMeta } from "../model/facts.ts";

/** The metadata's block lies at the very end of the backing device (drbd-utils, user/shared/drbdmeta.c: v08, internal). */
export const META_BYTES = 4096;
/** DRBD_MD_MAGIC_08, and the same written by 8.4 where the activity log is to be read again (drivers/block/drbd/drbd_int.h). */
const MAGIC_08 = 0x8374026b;
const MAGIC_84_UNCLEAN = 0x8374026c;
const AT = { current: 8, bitmap: 16, history: [24, 32], flags: 56, magic: 60 };
/** enum drbd_md_flag's bits, include/linux/drbd.h. */
const FLAG = { consistent: 1, primary: 1 << 1, upToDate: 1 << 4, crashedPrimary: 1 << 6 };

/** The generation of metadata that was made and has never been part of a mirror (UUID_JUST_CREATED, include/linux/drbd.h). */
export const JUST_CREATED = "0000000000000004";
export const NO_GENERATION = "0000000000000000";

/** Where the block lies on a partition of this length, in bytes from its start. */
export function metaOffset(partitionBytes: number): number {
  return Math.floor(partitionBytes / META_BYTES) * META_BYTES - META_BYTES;
}

/**
 * Reads the fixed block of DRBD's internal metadata, version 08 (struct meta_data_on_disk_84, drivers/block/drbd/drbd_main.c;
 * big endian). Null where there is none: no magic, or all generations zero. Never throws.
 */
export function parseDrbdMeta(bytes: Uint8Array): DrbdMeta | null {
  const block = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (block.length < 64) return null;
  const magic = block.readUInt32BE(AT.magic);
  if (magic !== MAGIC_08 && magic !== MAGIC_84_UNCLEAN) return null;
  const generation = (offset: number): string => block.readBigUInt64BE(offset).toString(16).toUpperCase().padStart(16, "0");
  const current = generation(AT.current);
  if (current === NO_GENERATION) return null;
  const flags = block.readUInt32BE(AT.flags);
  const has = (bit: number): boolean => (flags & bit) !== 0;
  return {
    current, bitmap: generation(AT.bitmap), history: AT.history.map(generation),
    consistent: has(FLAG.consistent), upToDate: has(FLAG.upToDate), primary: has(FLAG.primary),
    ...(has(FLAG.crashedPrimary) ? { crashed: true } : {}),
  };
}
