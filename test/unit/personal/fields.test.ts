import { describe, expect, it } from "vitest";
import { isForeign, mergeTokens, nodeToken, readNode, spaced } from "../../../src/personal/fields.ts";

const MAC = "0a:0b:0c:0d:0e:0f";

describe("readNode", () => {
  it.each([
    [`mac=${MAC},ip=192.168.0.250`, `mac.${MAC}.eth0.192.168.0.250`],
    [`ip=192.168.0.250,name=lan,mac=${MAC},mask=255.255.255.0`, `mac.${MAC}.lan.192.168.0.250/24`],
    [`mac=${MAC},ip=10.0.0.1/8`, `mac.${MAC}.eth0.10.0.0.1/8`],
    [`mac=${MAC},ip=2001:db8::1,mask=64`, `mac.${MAC}.eth0.2001:db8::1/64`],
  ])("%s", (text, token) => {
    const node = readNode(text);
    expect(node === null ? null : nodeToken(node)).toBe(token);
  });

  it.each(["", "mac=1", `mac=${MAC}`, `ip=1.2.3.4`, `mac=${MAC},mac=${MAC},ip=1.2.3.4`, `mac=${MAC},ip=1.2.3.4,gw=1`, `mac=${MAC},ip=1.2.3.4/8,mask=8`, `mac=${MAC},ip=1.2.3.4,mask=255.0.255.0`, `mac=${MAC},ip=`])("refuses %j", (text) => {
    expect(readNode(text)).toBeNull();
  });
});

describe("mergeTokens", () => {
  const before = `mac.${MAC}.eth0.192.168.0.250 submask.24 gw.192.168.0.2 lang.de`;
  it("replaces a kind as a whole, keeps the others, and has an order of its own", () => {
    expect(mergeTokens(before, ["host.av", "gw.192.168.0.1"], new Set())).toEqual([`mac.${MAC}.eth0.192.168.0.250`, "submask.24", "gw.192.168.0.1", "host.av", "lang.de"]);
  });
  it("drops kinds", () => {
    expect(mergeTokens(before, [], new Set(["mac", "lang"]))).toEqual(["submask.24", "gw.192.168.0.2"]);
  });
  it("keeps the order of cards, which makes nodes of them", () => {
    expect(mergeTokens("", ["mac.b", "lang.de", "mac.a"], new Set())).toEqual(["mac.b", "mac.a", "lang.de"]);
  });
});

it("a word is foreign where the parser has nothing to say about it", () => {
  expect(["quiet", "console=ttyS0", "submsk.24", "lang.de"].map(isForeign)).toEqual([true, true, false, false]);
});

it("a blank inside a value is seen before it makes two words of it", () => {
  expect(spaced(["host.av", "host.a b"])).toEqual({ code: "line.character", args: { word: "host.a b", character: " " } });
  expect(spaced(["host.av"])).toBeNull();
});
