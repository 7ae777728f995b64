import { open } from "node:fs/promises";
import type { Kind, KindTable } from "../kind.ts";
import { MIB } from "../../../look.ts";

/** Writes whole blocks, as a disk of 4096-byte blocks wants them, around one byte. */
const byteAt = (offsetOf: (sizeBytes: number) => number, value: number): Kind["make"] => async ({ path, sizeBytes }) => {
  const offset = offsetOf(sizeBytes);
  const block = Buffer.alloc(4096);
  block[offset % 4096] = value;
  const handle = await open(path, "r+");
  await handle.write(block, 0, block.length, offset - (offset % 4096));
  await handle.close();
};
const one = (as: string, where: string, offsetOf: (sizeBytes: number) => number, value = 1): Kind =>
  ({ kind: "one byte", as, where, wholeOnly: true, make: byteAt(offsetOf, value) });

/** One byte that is not zero, where the whole ends are promised to be read. */
export const bytes: KindTable = {
  packages: [],
  kinds: [
    one("the first", "h", () => 0),
    one("at 1", "h", () => 1, 0x80),
    one("at 511", "h", () => 511),
    one("at 4095", "h", () => 4095, 0xff),
    one("before 1 MiB", "h", () => MIB - 1),
    one("at 1 MiB", "e", () => MIB, 0x20),
    one("at 4 MiB, less 1", "e", () => 4 * MIB - 1),
    one("at 33 MiB", "e", () => 33 * MIB + 12_345),
    one("the last of the first 64 MiB", "e", () => 64 * MIB - 1),
    one("the first of the last 64 MiB", "e", (size) => size - 64 * MIB),
    one("17 MiB before the end", "e", (size) => size - 17 * MIB - 3, 0x40),
    one("1 MiB before the end", "t", (size) => size - MIB),
    one("4097 before the end", "t", (size) => size - 4097),
    one("512 before the end", "t", (size) => size - 512),
    one("the last", "t", (size) => size - 1),
    one("the last, its highest bit", "t", (size) => size - 1, 0x80),
  ],
};
