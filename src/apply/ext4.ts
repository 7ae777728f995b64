import { uuidText } from "../model/uuidText.ts";
import type { ApplyContext } from "./context.ts";

/** Where the superblock lies (kernel: filesystems/ext4/super.rst). A power cut tears it in its middle, between two sectors. */
export const SUPERBLOCK = { from: 1024, middle: 1536, to: 2048 } as const;
/** In its first sector. */
const FIELDS = { mounted: 0x2c, mountCount: 0x34, magic: 0x38, uuid: 0x68 };
const MAGIC = 0xef53;

/** As far as the first sector of the superblock. */
export const EXT4_HEAD_BYTES = SUPERBLOCK.middle;

export interface Ext4Head {
  uuid: string;
  /** It was mounted at least once since it was made. */
  wasMounted: boolean;
}

/** Reads the start of a file system, EXT4_HEAD_BYTES or more; null where no superblock of ext2, ext3 or ext4 is there. Pure. */
export function readExt4(start: Uint8Array): Ext4Head | null {
  const bytes = Buffer.from(start.buffer, start.byteOffset + SUPERBLOCK.from, start.byteLength - SUPERBLOCK.from);
  if (bytes.readUInt16LE(FIELDS.magic) !== MAGIC) return null;
  return {
    uuid: uuidText(bytes.toString("hex", FIELDS.uuid, FIELDS.uuid + 16)),
    wasMounted: bytes.readUInt32LE(FIELDS.mounted) !== 0 || bytes.readUInt16LE(FIELDS.mountCount) !== 0,
  };
}

/** The same of what lies on a device now. */
export async function ext4On({ disks }: Pick<ApplyContext, "disks">, path: string): Promise<Ext4Head | null> {
  const device = await disks.open(path, "read");
  return readExt4(await device.read(0, EXT4_HEAD_BYTES).finally(() => device.close()));
}
