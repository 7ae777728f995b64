import fc from "fast-check";
import { expect, it } from "vitest";
import { PIECE_BYTES, piecesToClear } from "../../../src/apply/freeRanges.ts";
import { END_BYTES } from "../../../src/facts/scan.ts";

const MIB = 1024 * 1024;

it("begins with the very end and what was found outside both ends", () => {
  const [last, place, head] = piecesToClear(1024 * MIB, [1080, 500 * MIB + 65_600, 1023 * MIB]);
  expect(last).toEqual({ offset: 1020 * MIB, length: 4 * MIB });
  expect(place).toEqual({ offset: 500 * MIB, length: MIB });
  expect(head).toEqual({ offset: 4 * MIB, length: 4 * MIB });
});

it("takes each byte of both ends and of every place found once, no piece too large, and no byte outside the disk", () => {
  const size = fc.integer({ min: 8 * 2 ** 20 / 512, max: 2 ** 40 / 512 }).map((blocks) => blocks * 512);
  fc.assert(fc.property(size, fc.array(fc.integer({ min: 0, max: 999 }), { maxLength: 6 }), (sizeBytes, places) => {
    // Whole blocks: no signature begins inside one.
    const found = places.map((place) => Math.floor((sizeBytes * place) / 1000 / 512) * 512);
    const ranges = [{ offset: 0, length: PIECE_BYTES }, ...piecesToClear(sizeBytes, found)].sort((a, b) => a.offset - b.offset);
    ranges.forEach(({ offset, length }, index) => {
      expect(length).toBeGreaterThan(0);
      expect(length).toBeLessThanOrEqual(index === 0 ? PIECE_BYTES : PIECE_BYTES + 4096);
      expect(offset + length).toBeLessThanOrEqual(ranges[index + 1]?.offset ?? sizeBytes);
    });
    const covered = (from: number, to: number): boolean => {
      let at = from;
      for (const { offset, length } of ranges) if (offset <= at && offset + length > at) at = offset + length;
      return at >= to;
    };
    expect(covered(0, Math.min(END_BYTES, sizeBytes)) && covered(Math.max(0, sizeBytes - END_BYTES), sizeBytes)).toBe(true);
    for (const offset of found) expect(covered(offset, Math.min(offset + 512, sizeBytes))).toBe(true);
  }), { numRuns: 1000 });
});
