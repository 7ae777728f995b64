import { describe, expect, test } from "vitest";
import { metaOffset, parseDrbdMeta } from "../../../src/raid/drbdMeta.ts";

/** As drbdmeta create-md and the kernel write it: big endian, struct meta_data_on_disk_84. */
function block(flags: number, generations: bigint[], magic = 0x8374026b): Buffer {
  const bytes = Buffer.alloc(4096);
  bytes.writeBigUInt64BE(300_000n, 0);
  generations.forEach((generation, index) => { bytes.writeBigUInt64BE(generation, 8 + 8 * index); });
  bytes.writeUInt32BE(flags, 56);
  bytes.writeUInt32BE(magic, 60);
  return bytes;
}

describe("DRBD's metadata", () => {
  test("generations and flags", () => {
    expect(parseDrbdMeta(block(0b1_0011, [0xabcn, 0xdefn, 1n, 2n]))).toEqual({
      current: "0000000000000ABC", bitmap: "0000000000000DEF", history: ["0000000000000001", "0000000000000002"], consistent: true, upToDate: true, primary: true,
    });
    expect(parseDrbdMeta(block(0, [4n, 0n, 0n, 0n], 0x8374026c))).toMatchObject({ current: "0000000000000004", consistent: false, upToDate: false, primary: false });
  });

  test("who is primary, and who was when it crashed", () => {
    for (const [flags, said] of [[0, [false, undefined]], [1 << 1, [true, undefined]], [1 << 6, [false, true]], [(1 << 6) | (1 << 1), [true, true]]] as const) {
      const meta = parseDrbdMeta(block(flags, [4n, 0n, 0n, 0n]));
      expect([meta?.primary, meta?.crashed]).toEqual(said);
    }
  });

  test("none: zeros, another magic, no generation, too short", () => {
    for (const bytes of [Buffer.alloc(4096), block(0, [4n, 0n, 0n, 0n], 0x8374026a), block(0, [0n, 0n, 0n, 0n]), Buffer.alloc(10)]) expect(parseDrbdMeta(bytes)).toBeNull();
  });

  test("lies in the last 4 KiB of the partition", () => {
    expect(metaOffset(10 * 4096)).toBe(9 * 4096);
  });
});
