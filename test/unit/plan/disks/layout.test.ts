import { expect, test } from "vitest";
import { layOut } from "../../../../src/plan/disks/layout.ts";
import { GIB, MIB } from "../fixtures.ts";

const TIB = 1024 * GIB;
/** Bytes between the partition's end and the backup GPT. */
const room = (size: number, block: number): number => {
  const { startByte, sizeBytes } = layOut(size, block);
  return size - (Math.ceil(16_384 / block) * block + block) - (startByte + sizeBytes);
};

test.each([[256 * MIB, 512], [GIB, 512], [GIB + 512, 512], [500_107_862_016, 512], [TIB, 4096], [3 * TIB, 512], [16 * TIB, 4096], [8 * TIB + 33 * 512, 512], [8 * TIB + 35 * 512, 512], [8 * TIB + 107 * 512, 512]])("%i bytes, blocks of %i", (size, block) => {
  const { startByte, sizeBytes } = layOut(size, block);
  expect(startByte).toBe(MIB);
  expect(sizeBytes % MIB).toBe(0);
  expect(sizeBytes).toBeGreaterThan(0);
  // What DRBD 8.4 needs: 32 MiB per TiB (rounded up to its 8-sector steps) and 36 KiB.
  const needed = Math.max(128 * MIB, Math.ceil(size / 512 / 2 ** 18) * 8 * 512 + 72 * 512);
  expect(room(size, block)).toBeGreaterThanOrEqual(needed);
  expect(room(size, block)).toBeLessThan(needed + 2 * MIB);
});
