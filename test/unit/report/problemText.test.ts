import { describe, expect, it } from "vitest";
import type { Problem } from "../../../src/model/problem.ts";
import { LANGS } from "../../../src/model/token.ts";
import { faultyPart, problemText } from "../../../src/report/problemText.ts";

const problem = (code: string, token: string | null, args: Record<string, string>): Problem => ({ severity: "error", code, token, span: null, args }) as Problem;
const underlined = (of: Problem): string | null => {
  const part = faultyPart(of);
  return part === null || of.token === null ? null : of.token.slice(part.start, part.start + part.length);
};

describe("faultyPart", () => {
  it.each([
    ["token.address", "mac.0a:0b:0c:0d:0e:0f.eth0.1.2.3.400", { address: "1.2.3.400" }, "1.2.3.400"],
    ["token.mac", "mac.0A-0B-0C.eth0.1.2.3.4", { mac: "0a:0b:0c" }, "0A-0B-0C"],
    ["token.ifname", "mac.0a:0b:0c:0d:0e:0f.lo.1.2.3.4", { ifname: "lo", reason: "reserved", longest: "15" }, "lo"],
    ["token.dns", "dns.1.1.1.1,x", { dns: "x" }, "x"],
    ["token.mask", "submask.255.0.255.0", { mask: "255.0.255.0" }, null],
    ["token.gw", "gw.300.1.1.1", { gateway: "300.1.1.1" }, null],
    ["token.gw.outside", "gw.10.0.0.1", { gateway: "10.0.0.1", networks: "192.168.0.0/24" }, null],
    ["token.ifname", "mac.0a:0b:0c:0d:0e:0f..1.2.3.4", { ifname: "", reason: "empty", longest: "15" }, null],
    ["nic.none", null, {}, null],
  ])("%s in %s", (code, token, args, part) => {
    expect(underlined(problem(code, token, args))).toBe(part);
  });
});

it.each(LANGS)("a problem has a message in %s", (lang) => {
  const { message, hint } = problemText(problem("token.gw", "gw.300.1.1.1", { gateway: "300.1.1.1" }), lang);
  expect(message).toContain("300.1.1.1");
  expect(hint).not.toBe("");
});
