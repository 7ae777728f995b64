import { describe, expect, it } from "vitest";
import { lookTime, timed } from "../../../src/facts/clock.ts";
import { impatient, TimeLimit, within } from "../../../src/facts/limit.ts";
import type { OpenDisk } from "../../../src/facts/reader.ts";

const sleep = (ms: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, ms); });
/** The processor is elsewhere for so long. */
const starve = (ms: number): void => { for (const end = performance.now() + ms; performance.now() < end;); };

describe("the clock of a look", () => {
  it("stands still while this process does not get the processor", async () => {
    await timed(async () => {
      const [began, wall] = [lookTime(), performance.now()];
      for (let round = 0; round < 4; round++) {
        starve(150);
        await sleep(1);
      }
      expect(performance.now() - wall).toBeGreaterThan(600);
      expect(lookTime() - began).toBeLessThan(400);
    });
  });

  it("goes on while a disk does not answer, so that the limit comes", async () => {
    const wall = performance.now();
    await expect(timed(() => within(200, new Promise(() => undefined)))).rejects.toBeInstanceOf(TimeLimit);
    expect(performance.now() - wall).toBeGreaterThan(190);
  });

  it("gives a read that was begun in time the time that was lost", async () => {
    const late = timed(async () => within(200, (async () => {
      for (let round = 0; round < 4; round++) {
        starve(100);
        await sleep(1);
      }
      return "read";
    })()));
    await expect(late).resolves.toBe("read");
  });

  it("does not give one read the time in which others had the processor; only what the whole machine stood", async () => {
    const busy = async (ms: number, times: number): Promise<number> => {
      for (let round = 0; round < times; round++) {
        starve(ms);
        await sleep(1);
      }
      return 1;
    };
    const taking = (read: Promise<number>): OpenDisk => ({ device: null, size: () => Promise.resolve(1), read: () => read, readEach: () => Promise.resolve(), close: () => Promise.resolve() });
    // 600 ms that were late by 100 each, and 600 that were one halt; 80 % of 500 ms.
    await expect(timed(() => impatient(taking(busy(100, 6)), 500).read(new Uint8Array(1), 0))).rejects.toBeInstanceOf(TimeLimit);
    await expect(timed(() => impatient(taking(busy(600, 1)), 500).read(new Uint8Array(1), 0))).resolves.toBe(1);
  });
});
