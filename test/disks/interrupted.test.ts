import { beforeAll, describe, expect, it } from "vitest";
import { ensureTools } from "../../src/medium/tools.ts";
import { requireLoopDevices } from "./look.ts";
import { claimEvents, cutCase, traceClaim } from "./suites/power-cut.ts";
import { statesOf } from "./suites/cutStates.ts";
import { courseOfAClaim, killedCase } from "./suites/killed.ts";
import { lastMomentCase } from "./suites/lastMoment.ts";
import type { Moment } from "./suites/moment.ts";
import { swapCase } from "./suites/swapped.ts";
import { SWAPS, SWAPS_OF_UNFINISHED } from "./suites/swaps.ts";
import { SCENES, unchangedCase } from "./suites/unchanged.ts";

/** A few cases of each long suite (`npm run test:disks`), chosen where a claim can go wrong. */
beforeAll(async () => {
  await requireLoopDevices();
  await ensureTools(["strace", "btrfs-progs", "dosfstools"], () => undefined);
});

/** Two at a time: a claim waits for the kernel most of its time. */
async function inPairs(runs: readonly (() => Promise<void>)[]): Promise<void> {
  const lanes = [0, 1].map(async (lane) => { for (const run of runs.filter((_, index) => index % 2 === lane)) await run(); });
  await Promise.all(lanes);
}

describe("a claim that is killed", () => {
  const MOMENTS: readonly Moment[] = [
    { at: "before", call: "write#1" }, { at: "after", call: "write#1" }, { at: "into", call: "sfdisk#1", fraction: 0.4 }, { at: "into", call: "sfdisk#1", fraction: 0.8 },
    { at: "after", call: "sfdisk#1" }, { at: "into", call: "mke2fs#1", fraction: 0.3 }, { at: "into", call: "mke2fs#1", fraction: 0.7 }, { at: "before", call: "write#2" },
    { at: "after", call: "write#2" }, { at: "time", fraction: 0.98 },
  ];
  it("ends claimed and whole, or refused with a remedy, at the next start", async () => {
    const course = await courseOfAClaim();
    await inPairs(MOMENTS.map((moment) => killedCase(course, [moment], 512).run));
  });
});

describe("a claim whose power is cut", () => {
  it("ends claimed and whole, or refused with a remedy, whichever writes are lost or torn", async () => {
    const events = await traceClaim([], 512);
    const states = statesOf(events, [], 1, 1);
    const step = Math.ceil(states.length / 20);
    const chosen = states.filter((_, index) => index % step === 0);
    expect(chosen.length).toBeGreaterThan(15);
    await inPairs(chosen.map((state) => cutCase("claim", state, 512, claimEvents(events)).run));
  });
});

describe("a disk that changes between look and claim", () => {
  it.each(SWAPS.map((swap, index) => [swap.name, swap, index] as const))("is not written to: %s", (_name, swap, index) => swapCase(swap, index, false).run());
  it.each(SWAPS_OF_UNFINISHED.map((swap, index) => [swap.name, swap, index] as const))("is not written to where its claim was to be finished: %s", (_name, swap, index) => swapCase(swap, index, true).run());
  it("is not mistaken for the one plugged in under its name while it is claimed", () => lastMomentCase("sfdisk").run());
});

describe("a start that finds all as it should be", () => {
  it.each(SCENES.filter(({ name }) => /blank|mounted/.test(name)).map((scene) => [scene.name, scene] as const))("writes nothing: %s", (_name, scene) => unchangedCase(scene, 512).run());
});
