import { describe, expect, it } from "vitest";
import { firstGptPartition } from "../../../src/apply/gpt.ts";

/** Bytes as sfdisk writes them for uuid=11223344-5566-4788-99aa-bbccddeeff00, start 2048, size 4096 blocks. */
function table(block: number): Buffer {
  const bytes = Buffer.alloc(3 * 4096);
  bytes.write("EFI PART", block, "latin1");
  bytes.writeBigUInt64LE(2n, block + 72);
  bytes.writeUInt32LE(128, block + 84);
  const entry = 2 * block;
  Buffer.from("af3dc60f838472478e793d69d8477de4", "hex").copy(bytes, entry);
  Buffer.from("44332211665588 4799aabbccddeeff00".replace(" ", ""), "hex").copy(bytes, entry + 16);
  bytes.writeBigUInt64LE(2048n, entry + 32);
  bytes.writeBigUInt64LE(6143n, entry + 40);
  return bytes;
}

describe("firstGptPartition", () => {
  it.each([512, 4096])("reads uuid and place at blocks of %i bytes", (block) => {
    expect(firstGptPartition(table(block), block)).toEqual({ uuid: "11223344-5566-4788-99aa-bbccddeeff00", startByte: 2048 * block, sizeBytes: 4096 * block });
  });
  it("finds nothing on a blank disk, in a table without entry, at another block size, or in too few bytes", () => {
    expect(firstGptPartition(Buffer.alloc(8192), 512)).toBeNull();
    expect(firstGptPartition(table(512).fill(0, 1024, 1040), 512)).toBeNull();
    expect(firstGptPartition(table(512), 4096)).toBeNull();
    expect(firstGptPartition(table(512).subarray(0, 1100), 512)).toBeNull();
  });
});
