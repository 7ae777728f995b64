import { readdir } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { bootsOf, dayNumber, guestsOf, LIBVIRTS } from "../../runner/turns.ts";

/** They have projects, and runs, of their own. */
const APART = ["upgrade", "versions"];
const SEVEN = [20_786, 20_787, 20_788, 20_789, 20_790, 20_791, 20_792];
const SIX = SEVEN.slice(0, 6);

describe("boots of the day", () => {
  it("are each file of test/vm, once a day or once in seven days", async () => {
    const files = (await readdir(new URL("../../vm/", import.meta.url))).filter((name) => name.endsWith(".test.ts")).map((name) => name.replace(".test.ts", "")).filter((name) => !APART.includes(name));
    const runs = SEVEN.flatMap((day) => bootsOf(day).today);
    expect([...new Set(runs)].sort()).toEqual(files.sort());
    for (const name of files) expect([1, SEVEN.length]).toContain(runs.filter((run) => run === name).length);
  });

  it("name what is left for other days", () => {
    for (const day of SEVEN) {
      const { today, left } = bootsOf(day);
      expect(new Set([...today, ...left]).size).toBe(today.length + left.length);
      expect([...today, ...left].sort()).toEqual([...bootsOf(0).today, ...bootsOf(0).left].sort());
    }
  });

  it("with guests on a pair are each file of test/vm/pair but the one of every day, and between them two libvirts, in six days", async () => {
    const files = (await readdir(new URL("../../vm/pair/", import.meta.url))).map((name) => name.replace(".test.ts", "")).filter((name) => name !== "together");
    expect(SIX.map((day) => guestsOf(day).today).sort()).toEqual([...files, LIBVIRTS, LIBVIRTS, LIBVIRTS].sort());
    for (const day of SIX) expect([guestsOf(day).today, ...guestsOf(day).left].sort()).toEqual([...files, LIBVIRTS].sort());
  });

  it("change at midnight, UTC", () => {
    expect(dayNumber(Date.UTC(2026, 10, 29, 23, 59))).toBe(20_786);
    expect(dayNumber(Date.UTC(2026, 10, 30))).toBe(20_787);
  });
});
