import { crc32 } from "node:zlib";

/** LVM2's label (lib/format_text/layout.h): in sector 1, with LVM's own CRC over what follows it. */
export function lvmLabel(): Buffer {
  const sector = Buffer.alloc(512);
  sector.write("LABELONE", 0);
  sector.writeBigUInt64LE(1n, 8);
  sector.writeUInt32LE(32, 20);
  sector.write("LVM2 001", 24);
  sector.write("0123456789abcdefghijklmnopqrstuv", 32);
  sector.writeUInt32LE((~crc32(sector.subarray(20), ~0xf597a6cf >>> 0)) >>> 0, 16);
  return sector;
}
