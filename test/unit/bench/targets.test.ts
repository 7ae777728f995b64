import { expect, it } from "vitest";
import { targetsOf } from "../../bench/targets.ts";
import { BOOTS } from "./samples.ts";

it("holds medians to the five targets", () => {
  expect(targetsOf(BOOTS).map(({ name, value, limit, met }) => [name, value, limit, met])).toEqual([
    ["ready / bare kernel", 25, 5, false],
    ["ready / peer's ready", 0.25, 0.2, false],
    ["RAM used at ready", 300, 256, false],
    ["ISO", 99_000_000, 60_000_000, false],
    ["agent up to the hand-over / ready", 10, 10, true],
  ]);
});

it("meets what is exactly at the limit, and misses what is just above", () => {
  const met = (iso: number): boolean | null | undefined => targetsOf({ ...BOOTS, isoBytes: { ours: iso, peer: null } }).find(({ name }) => name === "ISO")?.met;
  expect([met(60_000_000), met(60_000_001)]).toEqual([true, false]);
});

it("neither meets nor misses what was not measured", () => {
  expect(targetsOf({ ...BOOTS, peer: null }).find(({ name }) => name === "ready / peer's ready")).toMatchObject({ value: null, met: null });
  const noAgent = { ...BOOTS, ours: BOOTS.ours.map((start) => ({ ...start, stages: {} })) };
  expect(targetsOf(noAgent).find(({ name }) => name === "agent up to the hand-over / ready")).toMatchObject({ value: null, met: null });
});
