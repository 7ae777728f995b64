/** Where the superblock lies (drivers/md/md.c, super_1_load): version 1.0 at least 8 KiB before the end, on a 4 KiB boundary. */
export type MdVersion = "1.0" | "1.1" | "1.2";

/** An md superblock of version 1 (include/uapi/linux/raid/md_p.h): one of two disks of a RAID 1. */
export function mdV1(sizeBytes: number, version: MdVersion): { offset: number; bytes: Buffer } {
  const sectors = Math.floor(sizeBytes / 512);
  const sector = version === "1.0" ? Math.floor((sectors - 16) / 8) * 8 : version === "1.1" ? 0 : 8;
  const data = version === "1.0" ? 0 : 2048;
  const dataSectors = BigInt((version === "1.0" ? sector : sectors) - data);
  const bytes = Buffer.alloc(256 + 2 * 2);
  bytes.writeUInt32LE(0xa92b4efc, 0);
  bytes.writeUInt32LE(1, 4);
  bytes.write("0123456789abcdef", 16);
  bytes.write("test:0", 32);
  bytes.writeUInt32LE(1, 72);
  bytes.writeBigUInt64LE(dataSectors, 80);
  bytes.writeUInt32LE(2, 92);
  bytes.writeBigUInt64LE(BigInt(data), 128);
  bytes.writeBigUInt64LE(dataSectors, 136);
  bytes.writeBigUInt64LE(BigInt(sector), 144);
  bytes.write("fedcba9876543210", 168);
  bytes.writeUInt32LE(2, 220);
  bytes.writeUInt16LE(0, 256);
  bytes.writeUInt16LE(1, 258);
  bytes.writeUInt32LE(sumOf(bytes), 216);
  return { offset: sector * 512, bytes };
}

/** A superblock of version 0.90: the last whole 64 KiB before the last 64 KiB boundary. */
export function mdV090(sizeBytes: number): { offset: number; bytes: Buffer } {
  const bytes = Buffer.alloc(4096);
  const words: readonly (readonly [number, number])[] = [
    [0, 0xa92b4efc], [2, 90], [5, 0x01234567], [7, 1], [8, Math.floor(sizeBytes / 1024) - 128], [9, 2], [10, 2],
    [13, 0x89abcdef], [14, 0x01234567], [15, 0x89abcdef], [33, 1], [34, 2], [35, 2], [39, 1],
  ];
  for (const [word, value] of words) bytes.writeUInt32LE(value, word * 4);
  bytes.writeUInt32LE(sumOf(bytes), 38 * 4);
  return { offset: Math.floor(sizeBytes / 65_536) * 65_536 - 65_536, bytes };
}

/** md's sum of 32-bit words, the carries added; a last half word counts as it stands. */
function sumOf(bytes: Buffer): number {
  let sum = 0n;
  for (let at = 0; at + 4 <= bytes.length; at += 4) sum += BigInt(bytes.readUInt32LE(at));
  return Number(((sum & 0xffff_ffffn) + (sum >> 32n)) & 0xffff_ffffn);
}
