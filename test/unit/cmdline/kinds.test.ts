import { describe, expect, it } from "vitest";
import { KINDS, legible, splitToken, TOKEN_KINDS } from "../../../src/cmdline/kinds.ts";
import { BOND_MODES, DISK_MODES, LANGS, type TokenKind } from "../../../src/model/token.ts";

describe("well-formed values", () => {
  it.each<[TokenKind, string, object]>([
    ["submask", "255.255.255.0", { prefix: 24 }],
    ["submask", "24", { prefix: 24 }],
    ["gw", "192.168.0.2", { address: "192.168.0.2" }],
    ["gw", "2001:DB8:0::1", { address: "2001:db8::1" }],
    ["gw", "fe80::1", { address: "fe80::1" }],
    ["dns", "192.168.0.2", { addresses: ["192.168.0.2"] }],
    ["dns", "192.168.0.2,2001:db8::53,9.9.9.9", { addresses: ["192.168.0.2", "2001:db8::53", "9.9.9.9"] }],
    ...LANGS.map((lang): [TokenKind, string, object] => ["lang", lang, { lang }]),
    ...BOND_MODES.map((mode): [TokenKind, string, object] => ["bond", mode, { mode }]),
    ...DISK_MODES.map((mode): [TokenKind, string, object] => ["disks", mode, { mode }]),
    ["host", "avbox", { name: "avbox" }],
    ["ntp", "192.168.0.2", { server: "192.168.0.2" }],
    ["ntp", "2001:DB8::2", { server: "2001:db8::2" }],
    ["ntp", "pool.ntp.org", { server: "pool.ntp.org" }],
    ["vlan", "1", { id: 1 }],
    ["vlan", "4094", { id: 4094 }],
    ["sum", "1A2b3c4d", { crc: "1a2b3c4d" }],
  ])("%s.%s", (kind, value, said) => {
    expect(KINDS[kind](value, null)).toEqual({ said, complaints: [] });
  });
});

describe("malformed values", () => {
  it.each<[TokenKind, string, string]>([
    ["submask", "255.0.255.0", "token.mask"], ["submask", "33", "token.mask"], ["submask", "255.255.255.0 ", "token.mask"],
    ["gw", "300.1.1.1", "token.gw"], ["gw", "192.168.0.2/24", "token.gw"], ["gw", "router", "token.gw"], ["gw", "224.0.0.1", "token.gw"], ["gw", "0.0.0.0", "token.gw"], ["gw", "::1", "token.gw"],
    ["gw", "fe80::1%br0", "token.gw"], ["gw", ".192.168.0.2", "token.gw"],
    ["dns", "ns.example.org", "token.dns"], ["dns", "300.1.1.1", "token.dns"], ["dns", ",", "token.dns"], ["dns", "::", "token.dns"],
    ["lang", "DE", "token.lang"], ["lang", "de_DE", "token.lang"], ["lang", "es", "token.lang"], ["lang", "toString", "token.lang"],
    ["host", "av_box", "token.host"], ["host", "$(reboot)", "token.host"], ["host", "localhost", "token.host"],
    ["ntp", "300.1.1.1", "token.ntp"], ["ntp", "-bad-", "token.ntp"], ["ntp", "../../etc", "token.ntp"], ["ntp", "224.0.1.1", "token.ntp"], ["ntp", "a,b", "token.ntp"],
    ["vlan", "0", "token.vlan"], ["vlan", "4095", "token.vlan"], ["vlan", "020", "token.vlan"], ["vlan", "-1", "token.vlan"], ["vlan", "1e2", "token.vlan"],
    ["bond", "lacp", "token.bond"], ["bond", "1", "token.bond"], ["bond", "Active-Backup", "token.bond"],
    ["disks", "nnoe", "token.disks"], ["disks", "constructor", "token.disks"],
    ["sum", "1a2b3c4", "token.sum"], ["sum", "1a2b3c4d5", "token.sum"], ["sum", "1a2b3c4g", "token.sum"],
  ])("%s.%s", (kind, value, code) => {
    const { said, complaints } = KINDS[kind](value, null);
    expect({ said, codes: complaints.map((complaint) => complaint.code) }).toEqual({ said: null, codes: [code] });
  });

  it("keeps the good name servers of a token with a bad one", () => {
    expect(KINDS.dns("192.168.0.2,x,9.9.9.9", null)).toEqual({ said: { addresses: ["192.168.0.2", "9.9.9.9"] }, complaints: [{ code: "token.dns", args: { dns: "x" } }] });
    expect(KINDS.dns("192.168.0.2,", null)).toEqual({ said: { addresses: ["192.168.0.2"] }, complaints: [{ code: "token.dns", args: { dns: "192.168.0.2," } }] });
  });
});

describe("splitToken", () => {
  it.each(TOKEN_KINDS)("knows %s.", (kind) => {
    expect(splitToken(`${kind}.a.b`)).toEqual({ kind, value: "a.b" });
  });

  it.each(["gw", "quiet", "GW.1.2.3.4", "gw=1", "gw.1=2", "gateway.1.2.3.4", ".gw", "", "toString.x", "__proto__.x"])("passes over %j", (text) => {
    expect(splitToken(text)).toBeNull();
  });

  it("reads of a broken gateway its family's sign", () => {
    expect([legible("gw", "300.1.1.1"), legible("lang", "xx")]).toEqual([{ address: "300.1.1.1" }, {}]);
  });
});
