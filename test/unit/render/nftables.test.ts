import { expect, test } from "vitest";
import { nftablesConf } from "../../../src/render/nftables.ts";

/** The lines of one chain. */
const chain = (dhcp: boolean, name: string): string[] => {
  const [, body = ""] = new RegExp(`chain ${name} \\{\\n([^]*?)\\n  \\}`).exec(nftablesConf(dhcp).content) ?? [];
  return body.split("\n").map((line) => line.trim());
};

test("what comes in: established, ICMP, SSH, and nothing else", () => {
  const input = chain(false, "input");
  expect(input[0]).toBe("type filter hook input priority filter; policy drop;");
  const ports = input.filter((line) => line.includes("dport"));
  expect(ports).toEqual(["tcp dport 22 accept"]);
  expect(input.filter((line) => line.endsWith("accept") && !/^(iif "lo"|ct state established|icmp |icmpv6 |ip6 |tcp dport 22)/.test(line))).toEqual([]);
});

test("neighbour discovery comes from the link alone", () => {
  expect(chain(false, "input").find((line) => line.includes("nd-neighbor-solicit"))).toMatch(/^ip6 hoplimit 255 /);
});

test("with DHCP its answers come in too, from servers' ports", () => {
  expect(chain(true, "input").filter((line) => line.includes("udp"))).toEqual(["udp sport 67 udp dport 68 accept", "ip6 saddr fe80::/10 udp sport 547 udp dport 546 accept"]);
});

test("nothing is routed, but for frames from the bridge to the bridge", () => {
  expect(chain(false, "forward")).toEqual(["type filter hook forward priority filter; policy drop;", 'iifname "br0" oifname "br0" accept']);
});

test("read twice it gives the same rules, and no other table is touched", () => {
  const { content } = nftablesConf(false);
  expect(content).toMatch(/\nadd table inet ramvisor\ndelete table inet ramvisor\n\ntable inet ramvisor \{\n/);
  expect(content).not.toContain("flush");
});
