import { expect, it } from "vitest";
import { knownPlaces } from "../../../src/facts/known-places.ts";

const MIB = 1024 * 1024;
const TIB = 1024 ** 4;

it.each([256 * MIB, 256 * MIB + 512, 300_000_256, 500_107_862_016, TIB, 4 * TIB, 16 * TIB])("lies between the ends of %i bytes, ascending, on whole blocks", (size) => {
  const places = knownPlaces(size);
  expect(places.length).toBeGreaterThan(1);
  expect(places.length).toBeLessThan(64);
  expect(places.every((place, index) => place % 4096 === 0 && place >= 64 * MIB && place + 4096 <= size - 64 * MIB && place > (places[index - 1] ?? 0))).toBe(true);
});

it("knows the second groups of XFS, copies of btrfs and ext4, and DRBD 0.7", () => {
  expect(knownPlaces(512 * MIB)).toEqual([64, 128, 256, 384].map((at) => at * MIB));
  expect(knownPlaces(500_107_862_016)).toEqual(expect.arrayContaining([256 * 1024 * MIB, 125_026_967_552, 500_107_862_016 - 128 * MIB]));
  // mkfs.xfs: 17 groups of 268435455 blocks.
  expect(knownPlaces(16 * TIB)).toEqual(expect.arrayContaining([268_435_455 * 4096, 16 * 268_435_455 * 4096].filter((place) => place < 16 * TIB - 64 * MIB)));
});

it("is nowhere where both ends meet", () => {
  expect(knownPlaces(128 * MIB)).toEqual([]);
});
