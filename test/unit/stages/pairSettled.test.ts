import { describe, expect, it } from "vitest";
import type { PairWord } from "../../../src/model/pair.ts";
import type { ResourceState } from "../../../src/model/plan.ts";
import { isSettled } from "../../../src/stages/pairSettled.ts";

const settled = (...sides: [PairWord, ResourceState][]): boolean => isSettled(sides.map(([state]) => ({ state })), sides.map(([, state]) => ({ state })));

describe("the pair's stage is in no hurry any more", () => {
  it.each<[PairWord, ResourceState, boolean]>([
    ["making", "make", false], ["making", "resume", false], ["waiting", "wait", false], ["waiting", "alone", false],
    // Its peer, which leads, waits for what this one has yet to note.
    ["whole", "make", false], ["whole", "settle", false],
    ["whole", "resume", true], ["syncing", "join", true], ["refused", "refuse", true], ["diverged", "refuse", true], ["lost", "wait", true], ["stuck", "resume", true],
  ])("%s, where the plan says %s: %s", (word, planned, is) => {
    expect(settled([word, planned])).toBe(is);
    expect(settled(["whole", "resume"], [word, planned])).toBe(is);
  });
  it("where there is no disk for it", () => {
    expect(settled()).toBe(true);
  });
});
