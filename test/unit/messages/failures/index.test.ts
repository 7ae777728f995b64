import { describe, expect, it } from "vitest";
import { inEnglish } from "../../../../src/messages/failures/english.ts";
import { failureAdvice, failureMessages, sayBriefly, sayFailure } from "../../../../src/messages/failures/index.ts";
import { LANGS } from "../../../../src/model/token.ts";
import { inConsoleFont } from "../../../../src/report/consoleFont.ts";
import { FAILURES } from "./samples.ts";

/** What a sentence must name as it stands; `field` and `what` are put into words. */
function values(failure: object): string[] {
  return Object.entries(failure).flatMap(([key, value]) => (["code", "field", "what"].includes(key) || value === null ? [] : typeof value === "object" ? values(value as object) : [String(value)]));
}

describe.each(LANGS)("what went wrong, in %s", (lang) => {
  const all = FAILURES.map((failure) => ({ failure, text: sayFailure(failure, lang) }));

  it("has a sentence for every code, and each another one", () => {
    expect(Object.keys(failureMessages[lang]).sort()).toEqual(FAILURES.map(({ code }) => code).sort());
    expect(new Set(all.map(({ text }) => text)).size).toBe(FAILURES.length);
  });

  it("names what was found: paths, offsets, sizes, other programs' words", () => {
    const missing = all.flatMap(({ failure, text }) => values(failure).filter((value) => !text.includes(value)).map((value) => `${failure.code}: ${value}`));
    expect(missing).toEqual([]);
  });

  it("has no hole, no full stop, and letters that the console has", () => {
    for (const { text } of all) expect(text).toMatch(/^\S(.*[^\s.])$/);
    expect(all.filter(({ text }) => /undefined|\[object|NaN|null/.test(text.replace(/nicht null$/, "")))).toEqual([]);
    // "nœud" is written so everywhere; the console has "oe" for it.
    expect(all.filter(({ text }) => inConsoleFont(text) !== text.replaceAll("œ", "oe"))).toEqual([]);
  });

  it("sets a space before a colon in French, and in no other language", () => {
    expect(all.filter(({ text }) => (lang === "fr" ? /[a-zé]: /.test(text) : / :/.test(text)))).toEqual([]);
  });

  it.runIf(lang !== "en")("is not English", () => {
    expect(all.filter(({ failure, text }) => text === inEnglish(failure))).toEqual([]);
  });

  it("ends in the command that helps, the same in every language", () => {
    const commands = FAILURES.flatMap((failure) => {
      const { text, command } = failureAdvice(failure, lang);
      if (command === null) return [];
      expect(sayFailure(failure, lang)).toBe(`${text} ${command}`);
      expect(text).toMatch(/:$/);
      expect(text.startsWith(sayBriefly(failure, lang))).toBe(true);
      return [command];
    });
    expect(commands).toEqual(["ramvisor", "ramvisor", "ramvisor disk free virtio-RAMVISOR9", "ramvisor disk free virtio-RAMVISOR9", "ramvisor disk free virtio-RAMVISOR6", "blkid -p /dev/vda1", "e2fsck -f /dev/vdz1", "ramvisor disk free virtio-RAMVISOR7", "ramvisor disk free virtio-RAMVISOR8"]);
  });
});
