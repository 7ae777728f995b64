import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { lending } from "../../../src/facts/lend.ts";
import { inSlots } from "../../../src/facts/limit.ts";
import type { OpenDisk } from "../../../src/facts/reader.ts";

beforeEach(() => { vi.useFakeTimers(); });
afterEach(() => { vi.useRealTimers(); });

const after = (ms: number): Promise<number> => new Promise((resolve) => { setTimeout(() => { resolve(0); }, ms); });
const diskThatTakes = (ms: number): OpenDisk => ({ device: null, size: () => Promise.resolve(0), read: () => after(ms), readEach: () => after(ms).then(() => undefined), close: () => Promise.resolve() });

/** Reads disks that each take so many milliseconds, one at a time; the times at which each began and ended. */
async function look(takes: readonly number[], lent: number): Promise<{ began: number[]; ended: number[] }> {
  const start = Date.now();
  const began: number[] = [];
  const ended: number[] = [];
  const done = inSlots({ slots: 1, spare: 4, lent }, takes.map((ms, index) => ({ ms, index })), async ({ ms, index }, _slot, lend) => {
    began[index] = Date.now() - start;
    await lending(diskThatTakes(ms), lend).read(new Uint8Array(1), 0);
    ended[index] = Date.now() - start;
  }, () => false, () => undefined);
  await vi.runAllTimersAsync();
  await done;
  return { began, ended };
}

it("lets the next disks in while a slow one is waited for, one after the other", async () => {
  expect(await look([5000, 100, 200, 300], 1)).toEqual({ began: [0, 500, 600, 800], ended: [5000, 600, 800, 1100] });
});
it("and no longer than that", async () => {
  expect((await look([550, 400, 100], 1)).began).toEqual([0, 500, 550]);
});
it("keeps disks apart that answer soon", async () => {
  expect((await look([400, 400, 400], 1)).began).toEqual([0, 400, 800]);
});
it("where there is no memory for one more, waits", async () => {
  expect((await look([5000, 100], 0)).began).toEqual([0, 5000]);
});
it("where several are slow, lets no more in than there is memory for", async () => {
  expect((await look([5000, 5000, 5000, 5000], 2)).began).toEqual([0, 500, 1000, 5000]);
});
it("goes on with a place that comes back after all others are gone", async () => {
  const results = inSlots({ slots: 1, spare: 1, lent: 1 }, ["hangs", "slow", "c", "d"], async (name, _slot, lend) => {
    const back = lend();
    await after(name === "slow" ? 2000 : name === "hangs" ? 1000 : 10);
    back();
    return name;
  }, (name) => name === "hangs", (name) => `${name}, not looked at`);
  await vi.runAllTimersAsync();
  expect(await results).toEqual(["hangs", "slow", "c", "d"]);
});
it("reads every disk once, whatever is lent", async () => {
  const { began, ended } = await look(Array.from({ length: 24 }, (_, index) => (index % 3 === 0 ? 2000 : 90)), 2);
  expect([began.length, ended.length]).toEqual([24, 24]);
});
