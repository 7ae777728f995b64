import { describe, expect, it } from "vitest";
import { asWritten, splitWords } from "../../../src/cmdline/words.ts";

const texts = (line: string): string[] => splitWords(line).map(({ text }) => text);

describe("splitWords cuts as the kernel's next_arg()", () => {
  it.each([
    ["", []],
    [" \t\n\v\f\r ", []],
    ["quiet", ["quiet"]],
    ["quiet\n", ["quiet"]],
    ["  a\t b\nc ", ["a", "b", "c"]],
    ['"a b" c', ["a b", "c"]],
    ['a="b c" d', ['a="b c"', "d"]],
    ['"a=b c" d', ["a=b c", "d"]],
    ['a" "b c', ['a" "b', "c"]],
    ['"a"b" c', ['a"b" c']],
    ['"a"" b" c', ['a"" b', "c"]],
    ['""', [""]],
    ['"', [""]],
    ["'a b'", ["'a", "b'"]],
    ['a\\" b', ['a\\" b']],
    ["a -- b", ["a", "--", "b"]],
    ["a\u00a0b", ["a\u00a0b"]],
    ["a\0b c", ["a\0b", "c"]],
  ])("%j", (line, expected) => {
    expect(texts(line)).toEqual(expected);
  });

  it("gives each word its place, quotes included", () => {
    expect(splitWords(' x "a b"')).toEqual([
      { text: "x", raw: "x", span: { start: 1, end: 2 }, unbalanced: false },
      { text: "a b", raw: '"a b"', span: { start: 3, end: 8 }, unbalanced: false },
    ]);
  });

  it.each([['"a b', true], ['a"', true], ['a" "', false], ['"a"', false], ['"""', true]])("knows whether %j leaves a quote open", (line, open) => {
    expect(splitWords(line).at(-1)?.unbalanced).toBe(open);
  });
});

describe("asWritten leaves quotes off where the word is the same without", () => {
  it.each([['"gw.1.2.3.4"', "gw.1.2.3.4"], ['"gw.1 2"', '"gw.1 2"'], ['"gw.1.2.3.4', "gw.1.2.3.4"], ['"gw.1 2', '"gw.1 2'], ['"gw."x"y z"', '"gw."x"y z"'], ["gw.x", "gw.x"]])("%j", (line, expected) => {
    const [word] = splitWords(line);
    expect(word && asWritten(word)).toBe(expected);
  });
});
