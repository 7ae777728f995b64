import { checksum, SUPERBLOCK_BYTES } from "../../../src/raid/superblock.ts";

export interface Fields {
  features?: number;
  /** By device number. */
  roles?: number[];
  maxDevices?: number;
  number?: number;
  events?: number;
}

/** A superblock as the kernel lays it out, for a mirror of two. */
export function superblock({ features = 1, roles = [0, 1], number = 0, maxDevices = 128, events = 13 }: Fields = {}): Buffer {
  const block = Buffer.alloc(SUPERBLOCK_BYTES);
  block.writeUInt32LE(0xa92b4efc, 0);
  block.writeUInt32LE(1, 4);
  block.writeUInt32LE(features, 8);
  block.set(Buffer.from("112233445566778899aabbccddeeff00", "hex"), 16);
  block.write("ramvisor:default", 32, "latin1");
  block.writeInt32LE(1, 72);
  block.writeUInt32LE(2, 92);
  block.writeUInt32LE(number, 160);
  // 2026-11-22 20:26:12 and some microseconds.
  block.writeBigUInt64LE((123_456n << 40n) | 1_795_379_172n, 192);
  block.writeBigUInt64LE(BigInt(events), 200);
  block.writeUInt32LE(maxDevices, 220);
  for (let at = 0; at < maxDevices && 258 + 2 * at <= block.length; at++) block.writeUInt16LE(roles[at] ?? 0xffff, 256 + 2 * at);
  return seal(block);
}

export function seal(block: Buffer): Buffer {
  const end = 256 + 2 * block.readUInt32LE(220);
  if (end <= block.length) block.writeUInt32LE(checksum(block.subarray(0, end)), 216);
  return block;
}
