import fc from "fast-check";
import { expect, it } from "vitest";
import { displayWidth } from "../../../src/report/width.ts";
import { wrap, wrapTyped } from "../../../src/report/wrap.ts";

it.each([
  ["one two three", { width: 8 }, ["one two", "three"]],
  ["one two three", { width: 10, indent: 2, hang: 4 }, ["  one two", "    three"]],
  ["abcdefghij", { width: 4 }, ["abcd", "efgh", "ij"]],
  ["a abcdefgh", { width: 6, indent: 2 }, ["  a", "  abcd", "  efgh"]],
  ["日本語", { width: 4 }, ["日本", "語"]],
  ["a\u001bb", { width: 80 }, ["a\\x1bb"]],
  ["   ", { width: 80 }, []],
] as const)("wraps %j", (text, options, lines) => {
  expect(wrap(text, options)).toEqual(lines);
});

it("never cuts a word that is to be typed", () => {
  expect(wrapTyped("do /dev/disk/by-id/long-name now", { width: 10, indent: 2 })).toEqual(["  do", "  /dev/disk/by-id/long-name", "  now"]);
});

it("is never wider than told, and loses no letter", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 4, max: 30 }), (text, width) => {
    const lines = wrap(text, { width });
    expect(lines.filter((line) => displayWidth(line) > width)).toEqual([]);
    expect(lines.join("").replaceAll(" ", "")).toBe(wrap(text, { width: 1e6 }).join("").replaceAll(" ", ""));
  }));
});
