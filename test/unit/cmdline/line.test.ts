import { describe, expect, it } from "vitest";
import { crcOfWords, parseCmdline } from "../../../src/cmdline/index.ts";
import { problemsOf } from "./problems.ts";

const WORDS = ["gw.192.168.0.2", "lang.de"];
const SUM = `sum.${crcOfWords(WORDS)}`;
const LINE = WORDS.join(" ");
/** The line filled up with one option of somebody else's, to a length in bytes. */
const filled = (line: string, bytes: number): string => `${line} x=${"y".repeat(bytes - line.length - 3)}`;

describe("sum.", () => {
  it.each<[string, string, string[]]>([
    ["first", `${SUM} ${LINE}`, []],
    ["last", `${LINE} ${SUM}`, []],
    ["between", `gw.192.168.0.2 ${SUM} lang.de`, []],
    ["in capitals", `${SUM.replace("sum.", "").toUpperCase().replace(/^/, "sum.")} ${LINE}`, []],
    ["with other people's words", `quiet ${SUM} pci=nocrs gw.192.168.0.2 i915.modeset lang.de`, []],
    ["with a token in quotes, as GRUB may write it", `${SUM} "gw.192.168.0.2" lang.de`, []],
    ["a word cut off", `${SUM} gw.192.168.0.2`, [`error token.sum.wrong ${SUM}`]],
    ["a character cut off", `${SUM} gw.192.168.0.2 lang.d`, [`error token.sum.wrong ${SUM}`, "warning token.lang lang.d"]],
    ["another order", `${SUM} lang.de gw.192.168.0.2`, [`error token.sum.wrong ${SUM}`]],
    ["a broken word is covered too", `sum.${crcOfWords(["gw.300.1.1.1"])} gw.300.1.1.1`, ["error token.gw gw.300.1.1.1"]],
    ["something appended", `${SUM} ${LINE} dns.192.168.0.2`, [`error token.sum.wrong ${SUM}`]],
    ["something appended, with its sum.", `${SUM} ${LINE} dns.192.168.0.2 sum.${crcOfWords([...WORDS, "dns.192.168.0.2"])}`, [`warning token.repeated ${SUM}`]],
    ["malformed", "sum.1a2b", ["error token.sum sum.1a2b"]],
    ["of nothing", "sum.00000000", []],
  ])("%s", (_, line, problems) => {
    expect(problemsOf(line)).toEqual(problems);
  });

  it("says what it should be", () => {
    expect(parseCmdline(`sum.00000000 ${LINE}`).problems[0]?.args).toEqual({ expected: "00000000", found: crcOfWords(WORDS) });
  });
});

describe("2047 bytes", () => {
  it.each<[string, string, string[]]>([
    ["one less", filled(LINE, 2046), []],
    ["just that", filled(LINE, 2047), ["error line.long"]],
    ["one less and the line feed of /proc/cmdline", `${filled(LINE, 2046)}\n`, []],
    ["just that and a line feed", `${filled(LINE, 2047)}\n`, ["error line.long"]],
    ["proved by sum.", filled(`${SUM} ${LINE}`, 2047), []],
    ["longer than that in a file, with our tokens before the cut", filled(`${SUM} ${LINE}`, 4000), []],
    ["longer than that in a file, with a token behind the cut", `${filled(`${SUM} gw.192.168.0.2`, 2047)} lang.de`, ["error line.long"]],
    ["a wrong sum. proves nothing", filled("sum.00000000 lang.de", 2047), ["error line.long", "error token.sum.wrong sum.00000000"]],
    ["a broken sum. proves nothing", filled("sum.0 lang.de", 2047), ["error line.long", "error token.sum sum.0"]],
  ])("%s", (_, line, problems) => {
    expect(problemsOf(line)).toEqual(problems);
  });

  it("counts bytes of UTF-8, not characters", () => {
    const { problems } = parseCmdline(`x=${"ä".repeat(1023)}`);
    expect(problems).toEqual([{ severity: "error", code: "line.long", args: { bytes: "2048" }, token: null, span: null }]);
    expect(parseCmdline(`x=${"ä".repeat(1022)}`).problems).toEqual([]);
  });
});

describe("an open quote", () => {
  it.each<[string, string, string[]]>([
    ["before other people's words", 'lang.de "foo bar', ['warning line.quote foo bar']],
    ["around the last token", 'lang.de "gw.192.168.0.2', ["warning line.quote gw.192.168.0.2"]],
    ["around a token and the next", '"gw.192.168.0.2 lang.de', ["error token.gw gw.192.168.0.2 lang.de", "error line.quote gw.192.168.0.2 lang.de"]],
    ["in somebody else's option, before tokens", 'foo="bar gw.192.168.0.2', ['error line.quote foo="bar gw.192.168.0.2']],
    ["after a token", 'lang.de" gw.192.168.0.2', ['warning token.lang lang.de" gw.192.168.0.2', 'error line.quote lang.de" gw.192.168.0.2']],
  ])("%s", (_, line, problems) => {
    expect(problemsOf(line)).toEqual(problems);
  });

  it("is none where it is closed", () => {
    expect(problemsOf('foo="bar baz" "gw.192.168.0.2" dyndbg="file x.c +p"')).toEqual([]);
  });
});
