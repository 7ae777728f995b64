import { describe, expect, it } from "vitest";
import { problemMessages } from "../../../../src/messages/problems/index.ts";
import { en } from "../../../../src/messages/problems/en.ts";
import { visible } from "../../../../src/messages/problems/visible.ts";
import type { ProblemText } from "../../../../src/messages/problems/index.ts";
import { LANGS } from "../../../../src/model/token.ts";
import { splitToken } from "../../../../src/cmdline/kinds.ts";

type Say = (args: Record<string, string>) => ProblemText;
const CODES = Object.keys(en) as (keyof typeof en)[];

/** Stands for every value that a message could name: what it names shows up as `<name>`. */
const everyValue = new Proxy<Record<string, string>>({}, { get: (_, name) => `<${String(name)}>`, ownKeys: () => NAMES, getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }) });
const NAMES = ["address", "after", "before", "bytes", "disk", "disks", "dns", "expected", "found", "gateway", "host", "ifname", "kernelName", "kernelNames", "known", "lang", "longest", "mac", "mask", "mode", "most", "name", "networks", "nodes", "ntp", "otherMac", "peer", "pool", "resource", "sum", "suggestion", "text", "vlan", "wanted"];
const say = (lang: (typeof LANGS)[number], code: string): ProblemText => {
  const values = { ...everyValue, reason: code === "token.ifname" ? "long" : "network" };
  return (problemMessages[lang] as unknown as Record<string, Say>)[code]?.(values) ?? { message: "", hint: "" };
};
const named = ({ message, hint }: ProblemText): string[] => [...new Set(`${message} ${hint}`.match(/<\w+>/g))].sort();

describe.each(LANGS)("in %s", (lang) => {
  it.each(CODES)("%s is said in whole sentences", (code) => {
    const { message, hint } = say(lang, code);
    expect(message).toMatch(/^\S.*[.:]$/u);
    expect(hint).toMatch(/^\S.{9,}\S$/u);
    expect(`${message} ${hint}`).not.toMatch(/undefined|\[object|\n| {2}/);
  });

  it.each(CODES)("%s names the same values as in English", (code) => {
    expect(named(say(lang, code)).filter((name) => name !== "<ifname>" || code !== "token.bond.single")).toEqual(named(say("en", code)).filter((name) => name !== "<ifname>" || code !== "token.bond.single"));
  });

  it.each(["empty", "long", "characters", "reserved", "taken"] as const)("a name for a card: %s", (reason) => {
    expect(problemMessages[lang]["token.ifname"]({ ifname: "x", reason, longest: "15" }).message).not.toContain("undefined");
  });

  it.each(["network", "broadcast", "multicast", "loopback", "unspecified"] as const)("an address: %s", (reason) => {
    expect(problemMessages[lang]["token.address.unusable"]({ address: "x", reason }).message).not.toContain("undefined");
  });

  it("says nothing in two languages at once", () => {
    const others = LANGS.filter((other) => other !== lang);
    for (const code of CODES) for (const other of others) expect(say(lang, code).message, code).not.toBe(say(other, code).message);
  });

  it("gives examples that are tokens", () => {
    for (const code of CODES) {
      for (const [example] of say(lang, code).hint.matchAll(/\b(?:submask|gw|dns|host|vlan|disks|bond)\.[0-9a-z][0-9a-z.,-]*[0-9a-z]/g)) expect(splitToken(example), code).not.toBeNull();
    }
  });
});

it("does not carry out what a value holds", () => {
  const { message } = problemMessages.en["token.gw"]({ gateway: "\x1b[2Jx\r\n\u202e\u2028\ud800" });
  expect(message).toBe("“?[2Jx?????” cannot be the address of a gateway. It is left out.");
});

describe("visible", () => {
  it.each([["gw.1", "gw.1"], ["ä é “", "ä é “"], ["a\tb\0", "a?b?"], ["x".repeat(120), "x".repeat(120)], ["x".repeat(121), `${"x".repeat(120)}…`], ["😀".repeat(121), `${"😀".repeat(120)}…`]])("%j", (value, shown) => {
    expect(visible(value)).toBe(shown);
  });
});
