import { expect, it } from "vitest";
import { growthOf, LINEAR, median } from "../../bench/statistics.ts";

it("takes the one in the middle, or the mean of two", () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2.5);
});

it("tells how a cost grows, between the last count and one of at most a quarter", () => {
  const points = (cost: (count: number) => number): { count: number; cost: number }[] => [1, 8, 64, 512].map((count) => ({ count, cost: cost(count) }));
  expect(growthOf(points((count) => 3 * count))).toBeCloseTo(1);
  expect(growthOf(points((count) => count ** 2))).toBeCloseTo(2);
  expect(growthOf(points(() => 100))).toBeCloseTo(0);
  expect(growthOf(points((count) => 100 + count + count ** 2 / 20))).toBeGreaterThan(LINEAR);
  expect(growthOf([1, 2, 3, 4, 5, 6, 7].map((count) => ({ count, cost: count })))).toBeCloseTo(1);
  expect(growthOf([{ count: 1, cost: 1 }])).toBeNaN();
});
