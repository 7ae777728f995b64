import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checksum, parseSuperblock, SUPERBLOCK_BYTES } from "../../../src/raid/superblock.ts";
import { seal, superblock, type Fields } from "./bytes.ts";

describe("parseSuperblock", () => {
  it("reads a member of a whole mirror", () => {
    expect(parseSuperblock(superblock())).toEqual({
      uuid: "11223344-5566-7788-99aa-bbccddeeff00", events: 13, slot: 0, active: [0, 1], number: 0, holders: [0, 1], level: 1, raidDisks: 2, rebuilding: false, updated: "2026-11-22T20:26:12.000Z",
    });
  });

  it.each<[string, Fields, object]>([
    ["ran on alone: the other is a spare", { roles: [0, 0xffff] }, { slot: 0, active: [0], number: 0, holders: [0, null] }],
    ["ran on alone: the other is faulty", { roles: [0xfffe, 1], number: 1 }, { slot: 1, active: [1] }],
    ["a stand-in under a number of its own, not yet a whole copy", { roles: [0, 0xfffe, 1], number: 2, features: 3 }, { slot: 1, active: [0, 1], number: 2, holders: [0, 2], rebuilding: true }],
    ["itself thrown out", { roles: [0xfffe, 1] }, { slot: null, active: [1] }],
    ["a number past the table", { number: 500 }, { slot: null, active: [0, 1] }],
    ["an odd number of roles", { maxDevices: 3 }, { slot: 0, active: [0, 1] }],
  ])("%s", (_what, fields, expected) => {
    expect(parseSuperblock(superblock(fields))).toMatchObject(expected);
  });

  it("has the kernel's checksum: its folded carry counts, its own place does not", () => {
    const block = Buffer.alloc(260, 0xff);
    // 64 words of 2^32 - 1 besides its own: their sum is 64 * 2^32 - 64, folded to 63 + (2^32 - 64) = 2^32 - 1.
    expect(checksum(block)).toBe(0xffff_ffff);
    block.writeUInt32LE(0, 216);
    expect(checksum(block)).toBe(0xffff_ffff);
    expect(checksum(Buffer.from([1, 0, 0, 0, 2, 0]))).toBe(3);
  });

  it("takes no byte on trust: any that is wrong makes it nothing", () => {
    for (const at of [0, 4, 8, 16, 72, 92, 160, 200, 216, 220, 256, 259]) {
      const block = superblock();
      block.writeUInt8(block.readUInt8(at) ^ 0x40, at);
      expect(parseSuperblock(block), `byte ${at}`).toBeNull();
    }
  });

  it("never throws", () => {
    expect(parseSuperblock(Buffer.alloc(SUPERBLOCK_BYTES))).toBeNull();
    expect(parseSuperblock(superblock({ maxDevices: 60_000 }))).toBeNull();
    fc.assert(fc.property(fc.uint8Array({ maxLength: SUPERBLOCK_BYTES }), (bytes) => { parseSuperblock(bytes); }));
    fc.assert(fc.property(fc.array(fc.tuple(fc.integer({ min: 8, max: 4095 }), fc.integer({ min: 0, max: 255 })), { maxLength: 30 }), (changes) => {
      const block = superblock();
      for (const [at, value] of changes) block.writeUInt8(value, at);
      parseSuperblock(seal(block));
    }));
  });
});
