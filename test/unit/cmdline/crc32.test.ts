import { crc32 as zlibs } from "node:zlib";
import fc from "fast-check";
import { expect, it } from "vitest";
import { crc32, hex8 } from "../../../src/cmdline/crc32.ts";

it("gives what zlib gives, in one go and in pieces", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(200), (bytes, cut) => {
    expect(crc32(bytes)).toBe(zlibs(bytes));
    expect(crc32(bytes.subarray(cut), crc32(bytes.subarray(0, cut)))).toBe(zlibs(bytes));
  }));
});

it("reads a window into a larger buffer", () => {
  const bytes = Uint8Array.from({ length: 64 }, (_, i) => i);
  expect(crc32(bytes.subarray(7, 50))).toBe(zlibs(bytes.slice(7, 50)));
});

it("has eight digits", () => {
  expect(hex8(0x1f)).toBe("0000001f");
});
