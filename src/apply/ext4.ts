/** Where the superblock begins, and fields of its first 512 bytes (kernel: filesystems/ext4/super.rst). A power cut tears it between its two sectors. */
const SUPERBLOCK_AT = 1024;
const FIELDS = { mounted: 0x2c, mountCount: 0x34, magic: 0x38, uuid: 0x68 };
const MAGIC = 0xef53;

/** As far as the first sector of the superblock. */
export const EXT4_HEAD_BYTES = SUPERBLOCK_AT + 512;

export interface Ext4Head {
  uuid: string;
  /** It was mounted at least once since it was made. */
  wasMounted: boolean;
}

/** Reads the start of a file system, EXT4_HEAD_BYTES or more; null where no superblock of ext2, ext3 or ext4 is there. Pure. */
export function readExt4(start: Uint8Array): Ext4Head | null {
  const bytes = Buffer.from(start.buffer, start.byteOffset + SUPERBLOCK_AT, start.byteLength - SUPERBLOCK_AT);
  if (bytes.readUInt16LE(FIELDS.magic) !== MAGIC) return null;
  const hex = bytes.toString("hex", FIELDS.uuid, FIELDS.uuid + 16);
  return {
    uuid: [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-"),
    wasMounted: bytes.readUInt32LE(FIELDS.mounted) !== 0 || bytes.readUInt16LE(FIELDS.mountCount) !== 0,
  };
}
