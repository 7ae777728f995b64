import { describe, expect, it } from "vitest";
import { emptyRom } from "../../../src/medium/roms.ts";

describe("emptyRom", () => {
  it("is an option ROM of one unit, whose bytes sum up to zero", () => {
    const rom = emptyRom();
    expect(rom.length).toBe(512);
    expect([...rom.subarray(0, 4)]).toEqual([0x55, 0xaa, 1, 0xcb]);
    expect(rom.reduce((sum, byte) => sum + byte, 0) % 256).toBe(0);
  });
});
