import { describe, expect, it } from "vitest";
import { firstNonZero } from "../../../src/facts/scan.ts";

describe("the first byte that is not zero", () => {
  it("is found at each place of a buffer, with each value, and at each address", () => {
    const memory = new Uint8Array(80);
    for (let from = 0; from < 9; from++) {
      for (let length = 1; length <= 70; length++) {
        const bytes = memory.subarray(from, from + length);
        expect(firstNonZero(bytes)).toBe(-1);
        for (let place = 0; place < length; place++) {
          for (const value of [1, 0x80, 0xff]) {
            bytes[place] = value;
            if (firstNonZero(bytes) !== place) expect.fail(`byte ${String(place)} of ${String(length)} at address ${String(from)} is ${String(value)}`);
          }
          bytes[place] = 0;
        }
      }
    }
  });

  it("is the first of a buffer that is full of one value", () => {
    for (const value of [1, 0xff]) expect(firstNonZero(new Uint8Array(4096).fill(value))).toBe(0);
    expect(firstNonZero(new Uint8Array(4096).fill(0xe5, 4095))).toBe(4095);
    expect(firstNonZero(new Uint8Array(4096).fill(0xe5, 100))).toBe(100);
  });

  it("is not looked for outside the part that is given", () => {
    const memory = new Uint8Array(64).fill(0xff);
    memory.fill(0, 8, 56);
    expect(firstNonZero(memory.subarray(8, 56))).toBe(-1);
    expect(firstNonZero(memory.subarray(8, 57))).toBe(48);
    expect(firstNonZero(memory.subarray(8, 8))).toBe(-1);
  });

  it("is found in the last byte of a piece of the size that a disk is read in", () => {
    const piece = new Uint8Array(4 * 1024 * 1024);
    expect(firstNonZero(piece)).toBe(-1);
    piece[piece.length - 1] = 1;
    expect(firstNonZero(piece)).toBe(piece.length - 1);
  });
});
