import { expect, test } from "vitest";
import { isFoundedBy, pairUp, placesOf, standIn } from "../../../../src/plan/disks/mirror.ts";
import { arrayOf, disk, GIB, MIB } from "../fixtures.ts";

const [a, b, c, d] = [disk("vda"), disk("vdb"), disk("vdc"), disk("vdd", { sizeBytes: 2 * GIB })];

test("each two of equal size are a pair, in order; an odd one is left", () => {
  expect(pairUp([a, b, c, d], "default")).toEqual([{ array: arrayOf("vda", "vdb"), disks: [a, b] }]);
  expect(pairUp([a, d], "default")).toEqual([]);
  expect(pairUp([a, b], "elsewhere")[0]?.array).not.toBe(arrayOf("vda", "vdb"));
});

test("the places of a pair differ in the slot alone", () => {
  const [first, second] = placesOf({ array: arrayOf("vda", "vdb"), disks: [a, b] });
  expect(first).toEqual({ ...second, slot: 0 });
  expect(second.slot).toBe(1);
});

test("an array is founded by the two disks that it was planned for, in their order", () => {
  expect(isFoundedBy(arrayOf("vda", "vdb"), "default", a, b)).toBe(true);
  expect(isFoundedBy(arrayOf("vda", "vdb"), "default", b, a)).toBe(false);
  expect(isFoundedBy(arrayOf("vda", "vdb"), "default", a, c)).toBe(false);
});

test("the first disk that is large enough stands in, with the same block size", () => {
  const place = placesOf({ array: arrayOf("vda", "vdb"), disks: [a, b] })[0];
  const [small, other] = [disk("vds", { sizeBytes: GIB - MIB }), disk("vdo", { logicalBlockBytes: 4096, sizeBytes: 2 * GIB })];
  expect(standIn([small, other, c, d], a, place)).toBe(c);
  expect(standIn([small, other], a, place)).toBeUndefined();
});
