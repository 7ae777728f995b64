import { describe, expect, it } from "vitest";
import { displayWidth, pad, printable } from "../../../src/report/width.ts";

it.each([
  ["", 0], ["abc", 3], ["über", 4], ["e\u0301", 1], ["日本", 4], ["\u{1f600}", 2], ["한국", 4], ["ｆ", 2], ["a\u200db", 2], ["–„“", 3],
])("%j is %d columns wide", (text, columns) => {
  expect(displayWidth(text)).toBe(columns);
});

describe("printable", () => {
  it.each([
    ["plain ü 日", "plain ü 日"],
    ["\u001b[2Jgone", "\\x1b[2Jgone"],
    ["a\nb\r\tc", "a\\x0ab\\x0d\\x09c"],
    ["\u007f\u009b", "\\x7f\\x9b"],
    ["a\u202eb", "a\\u202eb"],
    ["\u2028\ufeff", "\\u2028\\ufeff"],
    ["\ud800x", "\\ud800x"],
  ])("%j", (text, shown) => {
    expect(printable(text)).toBe(shown);
  });
});

it("pads by columns, not by units", () => {
  expect(pad("日", 4)).toBe("日  ");
  expect(pad("long", 2)).toBe("long");
});
