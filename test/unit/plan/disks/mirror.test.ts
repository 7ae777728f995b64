import { expect, test } from "vitest";
import { mirrored } from "../../../../src/plan/disks/mirror.ts";
import { disk, GIB } from "../fixtures.ts";

const [a, b, c, d] = [disk("vda"), disk("vdb"), disk("vdc"), disk("vdd", { sizeBytes: 2 * GIB })];

test("under auto each two of equal size are a pair, a third stands alone", () => {
  expect(mirrored([a, b, c, d], "auto")).toEqual({ left: new Set([a, b]), pairs: 1 });
  expect(mirrored([a, d], "auto")).toEqual({ left: new Set(), pairs: 0 });
});

test("under mirror none is used alone", () => {
  expect(mirrored([a, b, d], "mirror")).toEqual({ left: new Set([a, b, d]), pairs: 1 });
});

test.each(["separate", "none"] as const)("under %s nothing is mirrored", (mode) => {
  expect(mirrored([a, b], mode)).toEqual({ left: new Set(), pairs: 0 });
});
