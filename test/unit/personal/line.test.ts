import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { crcOfWords } from "../../../src/cmdline/index.ts";
import { composeLine, splitLine } from "../../../src/personal/line.ts";
import { LINE_BYTES } from "../../../src/personal/loaders.ts";

const TOKENS = "mac.0a:0b:0c:0d:0e:0f.eth0.192.168.0.250 submask.24 gw.192.168.0.2";

describe("composeLine", () => {
  it("puts sum. first, which proves the tokens", () => {
    const { line, problems, refusal, bytes } = composeLine({ tokens: TOKENS, extra: "quiet pci=nocrs" });
    expect(line).toBe(`sum.${crcOfWords(TOKENS.split(" "))} ${TOKENS} quiet pci=nocrs`);
    expect({ problems, refusal, bytes }).toEqual({ problems: [], refusal: null, bytes: line.length });
  });

  it("makes a given sum. anew, and none where there is no token", () => {
    expect(composeLine({ tokens: `sum.00000000 ${TOKENS}` }).line).toBe(composeLine({ tokens: TOKENS }).line);
    expect(composeLine({ tokens: "", extra: "quiet" }).line).toBe("quiet");
  });

  it("sums up a token of ours among the other words as well", () => {
    expect(composeLine({ tokens: TOKENS, extra: "quiet lang.de" }).problems).toEqual([]);
  });

  it("says what the agent's own parser says", () => {
    expect(composeLine({ tokens: "mac.0a:0b:0c:0d:0e:0f.eth0.192.168.0.250 submask.255.0.255.0" }).problems.map(({ code, severity }) => [code, severity])).toEqual([["token.mask", "error"]]);
    expect(composeLine({ tokens: "submsk.24" }).problems.map(({ code }) => code)).toEqual(["token.near-miss"]);
  });

  it.each([...`"'\`;{}$#\\|&<>*?`, "\u0007", "ü", "\u{1f600}"])("refuses %j", (character) => {
    expect(composeLine({ tokens: TOKENS, extra: `a=b${character}c` }).refusal).toEqual({ code: "line.character", args: { word: `a=b${character}c`, character } });
  });

  it.each("!%()+,-./:=@[]^_~".split(""))("takes %j", (character) => {
    expect(composeLine({ tokens: TOKENS, extra: `a${character}c` }).refusal).toBeNull();
  });

  it("refuses another initrd, and a line longer than its place by one byte", () => {
    expect(composeLine({ tokens: "", extra: "initrd=/x" }).refusal).toEqual({ code: "line.initrd", args: { word: "initrd=/x" } });
    expect(composeLine({ tokens: "", extra: "x".repeat(LINE_BYTES) }).refusal).toBeNull();
    expect(composeLine({ tokens: "", extra: "x".repeat(LINE_BYTES + 1) }).refusal).toEqual({ code: "line.room", args: { bytes: LINE_BYTES + 1, room: LINE_BYTES } });
  });

  it("never throws, and gives back tokens and the rest", () => {
    const word = fc.string({ unit: fc.constantFrom(..."abc012.=:"), minLength: 1, maxLength: 12 }).filter((text) => !/^[a-z]+\./.test(text) || text.includes("="));
    fc.assert(fc.property(fc.array(word, { maxLength: 6 }), (words) => {
      const { line } = composeLine({ tokens: TOKENS, extra: words.join(" ") });
      expect(splitLine(line)).toEqual({ tokens: TOKENS, extra: words.join(" ") });
    }));
    fc.assert(fc.property(fc.string(), fc.string(), (tokens, extra) => {
      const { line, refusal } = composeLine({ tokens, extra });
      if (refusal === null) expect(line).toMatch(/^[!-~ ]*$/);
    }));
  });
});
