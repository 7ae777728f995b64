import { describe, expect, it } from "vitest";
import { parseCmdline, tokenLine } from "../../../src/cmdline/index.ts";
import { A, B, C, nodesOf } from "./problems.ts";

const NEW = "52:54:00:00:00:01";
const REST = "submask.255.255.255.0 gw.192.168.0.2 dns.192.168.0.2 lang.de";
const lineFor = (line: string, address?: string, mac = NEW): string => tokenLine(mac, parseCmdline(line).site, address);

describe("tokenLine", () => {
  it.each<[string, string, string]>([
    ["keeps the line's own words", `quiet mac.${A}.eth0.192.168.0.250 ${REST}`, `mac.${NEW}.eth0.192.168.0.250 ${REST}`],
    ["leaves sum. out", `sum.00000000 mac.${A}.eth0.192.168.0.250 ${REST}`, `mac.${NEW}.eth0.192.168.0.250 ${REST}`],
    ["writes a MAC in capitals anew", "mac.0A-0B-0C-0D-0E-0A.eth0.192.168.0.250/24", `mac.${NEW}.eth0.192.168.0.250/24`],
    ["keeps both families", `mac.${A}.eth0.192.168.0.250 mac.${A}.eth0.2001:db8::1/64 submask.24`, `mac.${NEW}.eth0.192.168.0.250 mac.${NEW}.eth0.2001:db8::1/64 submask.24`],
    ["keeps further cards and nodes", `mac.${A}.eth0.10.0.0.1/24 mac.${B}.eth1.10.1.0.1/24 mac.${C}.eth0.10.0.0.2/24`, `mac.${NEW}.eth0.10.0.0.1/24 mac.${B}.eth1.10.1.0.1/24 mac.${C}.eth0.10.0.0.2/24`],
    ["drops what a correction overruled", `mac.${A}.eth0.10.0.0.1/24 mac.${B}.eth0.10.0.0.1/24 lang.de lang.fr gw.10.0.0.2 gw.10.0.0.3`, `mac.${NEW}.eth0.10.0.0.1/24 lang.fr gw.10.0.0.3`],
    ["drops what is broken", `mac.${A}.eth0.10.0.0.1/24 gw.300.1.1.1 dns.x,10.0.0.2 lang.xx submask.1.2.3.4`, `mac.${NEW}.eth0.10.0.0.1/24 dns.10.0.0.2`],
    ["keeps every other token that counts", `mac.${A}.eth0.10.0.0.1/24 host.av ntp.10.0.0.2 vlan.20 disks.none`, `mac.${NEW}.eth0.10.0.0.1/24 host.av ntp.10.0.0.2 vlan.20 disks.none`],
    ["takes name and address from a broken token", `mac.0a:0b.lan0.192.168.0.250 ${REST}`, `mac.${NEW}.lan0.192.168.0.250 ${REST}`],
    ["as far as they are good", `mac.0a:0b.br0.300.1.1.1 submask.24`, `mac.${NEW}.eth0.192.168.0.250 submask.24`],
    ["not an address that no card can have", `mac.${A}.eth0.192.168.0.255 submask.24`, `mac.${NEW}.eth0.192.168.0.250 submask.24`],
    ["fills in placeholders where nothing is said", "quiet", `mac.${NEW}.eth0.192.168.0.250 submask.255.255.255.0 gw.192.168.0.2 dns.192.168.0.2`],
    ["takes an example address near the gateway", "submask.24 gw.10.1.2.3", `mac.${NEW}.eth0.10.1.2.250 submask.24 gw.10.1.2.3`],
    ["but not the gateway's own", "submask.24 gw.10.1.2.250", `mac.${NEW}.eth0.10.1.2.251 submask.24 gw.10.1.2.250`],
  ])("%s", (_, line, expected) => {
    expect(lineFor(line)).toBe(expected);
  });

  const pair = `mac.${A}.eth0.10.0.0.1/24 mac.${B}.eth0.10.0.0.2/24`;
  it("replaces the card that has the address", () => {
    expect(lineFor(pair, "10.0.0.2")).toBe(`mac.${A}.eth0.10.0.0.1/24 mac.${NEW}.eth0.10.0.0.2/24`);
    expect(lineFor(pair, "10.9.9.9")).toBe(`mac.${NEW}.eth0.10.0.0.1/24 mac.${B}.eth0.10.0.0.2/24`);
  });

  it("gives the address to a card that the line does not have", () => {
    expect(lineFor("submask.24", "10.0.0.7")).toBe(`mac.${NEW}.eth0.10.0.0.7 submask.24`);
    expect(lineFor("lang.de", "2001:db8::7")).toBe(`mac.${NEW}.eth0.2001:db8::7/64 lang.de`);
  });

  it("replaces in a bond the member that is most alike", () => {
    const bond = `mac.${A}.eth0.10.0.0.1/24 mac.52:54:00:00:00:09.eth0.10.0.0.1/24 bond.802.3ad`;
    expect(lineFor(bond)).toBe(`mac.${A}.eth0.10.0.0.1/24 mac.${NEW}.eth0.10.0.0.1/24 bond.802.3ad`);
  });

  it.each([`mac.${A}.eth0.192.168.0.250 ${REST}`, "quiet", "mac.junk", "gw.10.1.2.3 submask.24", pair])("is a good line by itself, and appended: %s", (line) => {
    const typed = lineFor(line);
    expect(parseCmdline(typed).problems.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(nodesOf(`${line} ${typed}`)).toEqual(nodesOf(typed));
  });
});
