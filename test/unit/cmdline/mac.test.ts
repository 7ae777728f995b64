import { describe, expect, it } from "vitest";
import { legibleMac, parseMac, parseMacValue } from "../../../src/cmdline/mac.ts";

const MAC = "0a:0b:0c:0d:0e:0f";

describe("parseMac", () => {
  it.each([
    [MAC, MAC], ["0A:0B:0C:0D:0E:0F", MAC], ["0a-0b-0c-0d-0e-0f", MAC], ["0A-0b-0C-0d-0E-0f", MAC],
    ["0a:0b:0c:0d:0e", null], ["0a:0b:0c:0d:0e:0f:10", null], ["0a:0b:0c-0d:0e:0f", null], ["0a0b0c0d0e0f", null], ["a:b:c:d:e:f", null],
    ["0g:0b:0c:0d:0e:0f", null], ["", null], [" 0a:0b:0c:0d:0e:0f", null], [`${MAC}\n`, null], ["0a_0b_0c_0d_0e_0f", null],
  ])("%j", (text, expected) => {
    expect(parseMac(text)).toBe(expected);
  });
});

describe("parseMacValue", () => {
  it.each([
    [`${MAC}.eth0.192.168.0.250`, { mac: MAC, ifname: "eth0", address: { ip: "192.168.0.250", family: 4, prefix: null } }],
    [`${MAC}.eth0.192.168.0.250/24`, { mac: MAC, ifname: "eth0", address: { ip: "192.168.0.250", family: 4, prefix: 24 } }],
    [`0A-0B-0C-0D-0E-0F.lan.2001:DB8::250/64`, { mac: MAC, ifname: "lan", address: { ip: "2001:db8::250", family: 6, prefix: 64 } }],
  ])("reads %s", (value, expected) => {
    expect(parseMacValue(value, null)).toEqual(expected);
  });

  it.each([
    ["0a:0b:0c:0d:0e.eth0.192.168.0.250", ["token.mac"]],
    ["00:00:00:00:00:00.eth0.192.168.0.250", ["token.mac.group"]],
    ["01:00:5e:00:00:01.eth0.192.168.0.250", ["token.mac.group"]],
    ["ff:ff:ff:ff:ff:ff.eth0.192.168.0.250", ["token.mac.group"]],
    [MAC, ["token.mac.shape"]],
    [`${MAC}.`, ["token.mac.shape"]],
    [`${MAC}.eth0`, ["token.mac.shape"]],
    [`${MAC}.eth0.`, ["token.mac.shape"]],
    [`${MAC}.192.168.0.250`, ["token.mac.shape"]],
    [`${MAC}.2001:db8::250/64`, ["token.mac.shape"]],
    ["junk", ["token.mac", "token.mac.shape"]],
    [`${MAC}..192.168.0.250`, ["token.ifname"]],
    [`${MAC}.br0.192.168.0.250`, ["token.ifname"]],
    [`${MAC}.eth0.300.1.1.1`, ["token.address"]],
    [`${MAC}.eth0.192.168.0`, ["token.address"]],
    [`${MAC}.eth0.192.168.0.250/33`, ["token.address"]],
    [`${MAC}.eth0.2001:db8::250`, ["token.address.prefix"]],
    ["0a:0b.br0.300.1.1.1", ["token.mac", "token.ifname", "token.address"]],
  ])("says all that is wrong with %s", (value, codes) => {
    const complaints = parseMacValue(value, null);
    expect(Array.isArray(complaints) && complaints.map(({ code }) => code)).toEqual(codes);
  });

  it.each([
    [MAC, `mac.${MAC}.eth0.192.168.0.250`],
    [`${MAC}.lan7`, `mac.${MAC}.lan7.192.168.0.250`],
    [`${MAC}.10.0.0.5`, `mac.${MAC}.eth0.10.0.0.5`],
    [`0A-0B-0C-0D-0E-0F.10.0.0.5`, `mac.0A-0B-0C-0D-0E-0F.eth0.10.0.0.5`],
    ["junk", `mac.${MAC}.eth0.192.168.0.250`],
  ])("shows the shape of %s with what is there", (value, expected) => {
    expect(parseMacValue(value, null)).toContainEqual({ code: "token.mac.shape", args: { expected } });
  });

  it("shortens names below a VLAN", () => {
    expect(parseMacValue(`${MAC}.replication.192.168.0.250`, 20)).toHaveProperty("ifname", "replication");
    expect(parseMacValue(`${MAC}.replication.192.168.0.250`, 4094)).toEqual([{ code: "token.ifname", args: { ifname: "replication", reason: "long", longest: "10" } }]);
  });
});

it("reads what it can of a broken token", () => {
  expect(legibleMac(`0a:0b.eth0.300.1.1.1`)).toEqual({ mac: null, ifname: "eth0", address: "300.1.1.1" });
  expect(legibleMac(`${MAC}.192.168.0.250`)).toEqual({ mac: MAC, ifname: null, address: "192.168.0.250" });
});
