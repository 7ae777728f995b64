import { expect, test } from "vitest";
import { findNear, isNear } from "../../../../src/plan/network/near.ts";

const mac = "0a:0b:0c:0d:0e:0f";

test.each([
  ["one digit", "0a:0b:0c:0d:0e:0e", true],
  ["two digits", "1a:0b:0c:0d:0e:0e", true],
  ["three digits", "1a:1b:0c:0d:0e:0e", false],
  ["two neighbouring digits swapped", "a0:0b:0c:0d:0e:0f", true],
  ["the same address", "0a:0b:0c:0d:0e:0f", false],
  ["another machine's", "52:54:00:12:34:56", false],
])("%s", (_, other, near) => {
  expect(isNear(mac, other)).toBe(near);
  expect(isNear(other, mac)).toBe(near);
});

test("two groups in each other's place are near, three moved round are not", () => {
  expect(isNear("12:34:56:78:9a:bc", "12:34:9a:78:56:bc")).toBe(true);
  expect(isNear("12:34:56:78:9a:bc", "34:56:12:78:9a:bc")).toBe(false);
});

test("the first near one of the wanted is found", () => {
  expect(findNear(mac, ["52:54:00:12:34:56", "0a:0b:0c:0d:0e:0e", "0a:0b:0c:0d:0e:0d"])).toBe("0a:0b:0c:0d:0e:0e");
  expect(findNear(mac, [])).toBeNull();
});
