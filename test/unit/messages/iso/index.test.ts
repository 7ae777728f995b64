import { describe, expect, it } from "vitest";
import { isoMessages, mediumProblemText } from "../../../../src/messages/iso/index.ts";
import { LANGS } from "../../../../src/model/token.ts";
import type { MediumProblem, MediumProblemCode } from "../../../../src/personal/index.ts";
import { inConsoleFont } from "../../../../src/report/consoleFont.ts";

/** One of each, typed so that a new code does not compile before it is here. */
const PROBLEMS: { [C in MediumProblemCode]: MediumProblem & { code: C } } = {
  "iso.none": { code: "iso.none" },
  "iso.foreign": { code: "iso.foreign", args: { label: "Debian" } },
  "iso.old": { code: "iso.old" },
  "iso.newer": { code: "iso.newer", args: { format: 7, known: 1 } },
  "iso.cut": { code: "iso.cut", args: { bytes: 12, expected: 34 } },
  "iso.long": { code: "iso.long", args: { bytes: 34, expected: 12 } },
  "iso.damaged": { code: "iso.damaged", args: { part: "vmlinuz" } },
  "line.character": { code: "line.character", args: { word: "a;b", character: ";" } },
  "line.initrd": { code: "line.initrd", args: { word: "initrd=/x" } },
  "line.room": { code: "line.room", args: { bytes: 1998, room: 1997 } },
  "site.room": { code: "site.room", args: { bytes: 65537, room: 65536 } },
};

/** Every text of a table, functions called with what stands for any argument. */
function texts(table: object): string[] {
  return Object.values(table).flatMap((entry: unknown): string[] => {
    if (typeof entry === "string") return [entry];
    if (typeof entry === "function") return [(entry as (...args: unknown[]) => string)("1", "2")];
    return texts(entry as object);
  });
}

describe.each(LANGS)("in %s", (lang) => {
  it("each problem is told with all that is known of it", () => {
    for (const problem of Object.values(PROBLEMS)) {
      const text = mediumProblemText(problem, lang);
      expect(text).toMatch(/[.]$/);
      for (const value of Object.values("args" in problem ? problem.args : {})) expect(text).toContain(String(value));
    }
  });

  it("a character that cannot be seen is named, and no escape sequence gets through", () => {
    expect(mediumProblemText({ code: "line.character", args: { word: "a\u001b[2Jb", character: "\u001b" } }, lang)).toContain("U+001B");
    expect(mediumProblemText({ code: "line.character", args: { word: "a\u001bb", character: "\u001b" } }, lang)).not.toContain("\u001b");
    expect(mediumProblemText({ code: "line.character", args: { word: "a b", character: " " } }, lang)).toContain(isoMessages[lang].blank);
    expect(mediumProblemText({ code: "iso.damaged", args: { part: "volume" } }, lang)).toContain(isoMessages[lang].volume);
  });

  it("only letters are used that the kernel's own console font has", () => {
    expect(texts(isoMessages[lang]).filter((text) => inConsoleFont(text) !== text)).toEqual([]);
  });
});

it("no two languages say the same where there are sentences", () => {
  for (const code of Object.keys(PROBLEMS) as MediumProblemCode[]) expect(new Set(LANGS.map((lang) => mediumProblemText(PROBLEMS[code], lang))).size).toBe(LANGS.length);
});
