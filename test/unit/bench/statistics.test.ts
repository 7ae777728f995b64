import { expect, it } from "vitest";
import { median, row } from "../../bench/statistics.ts";

it("takes the one in the middle, or the mean of two", () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2.5);
});

it("writes median, least and most", () => {
  expect(row("ready", "s", [12, 10, 20]).replace(/ +/g, " ")).toBe("ready s 12.0 10.0 20.0");
});
