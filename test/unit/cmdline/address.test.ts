import { describe, expect, it } from "vitest";
import { contains, isLinkLocal, networkOf, parseAddress, parseIp, parseMask, unusable, unusableAnywhere } from "../../../src/cmdline/address.ts";

describe("parseIp", () => {
  it.each([
    ["192.168.0.2", "192.168.0.2"],
    ["0.0.0.0", "0.0.0.0"],
    ["2001:DB8:0:0:0:0:0:1", "2001:db8::1"],
    ["2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
    ["64:ff9b::1.2.3.4", "64:ff9b::102:304"],
    ["::", "::"],
    ["300.1.1.1", null], ["10.1", null], ["010.0.0.1", null], ["0x1.2.3.4", null], ["1.2.3.4.5", null], ["1.2.3.4 ", null],
    ["1.2.3.4\n", null], ["3232235522", null], ["", null], [":", null], ["1::2::3", null], ["fe80::1%eth0", null],
    ["::ffff:1.2.3.4", null], ["2001:db8::g", null], ["2001:db8::1/64", null], ["１.2.3.4", null],
  ])("%j", (text, expected) => {
    expect(parseIp(text)).toBe(expected);
  });
});

describe("parseAddress", () => {
  it.each([
    ["192.168.0.250", { ip: "192.168.0.250", family: 4, prefix: null }],
    ["192.168.0.250/24", { ip: "192.168.0.250", family: 4, prefix: 24 }],
    ["2001:db8::250/64", { ip: "2001:db8::250", family: 6, prefix: 64 }],
    ["2001:db8::250/128", { ip: "2001:db8::250", family: 6, prefix: 128 }],
    ["192.168.0.250/33", null], ["192.168.0.250/0", null], ["192.168.0.250/024", null], ["192.168.0.250/", null],
    ["192.168.0.250/24/24", null], ["2001:db8::250/129", null], ["192.168.0.250/255.255.255.0", null], ["/24", null],
  ])("%j", (text, expected) => {
    expect(parseAddress(text)).toEqual(expected);
  });
});

describe("parseMask", () => {
  it.each([
    ["255.255.255.0", 24], ["255.255.255.255", 32], ["128.0.0.0", 1], ["24", 24], ["1", 1], ["32", 32],
    ["255.0.255.0", null], ["0.0.0.255", null], ["0.0.0.0", null], ["0", null], ["33", null], ["024", null], ["/24", null], ["255.255.0", null], ["", null],
  ])("%j", (text, expected) => {
    expect(parseMask(text)).toBe(expected);
  });
});

describe("networks", () => {
  it.each([["192.168.0.250/24", "192.168.0.0/24"], ["10.9.8.7/9", "10.0.0.0/9"], ["2001:db8:1::250/33", "2001:db8::/33"], ["2001:db8::250/64", "2001:db8::/64"]])("%s lies in %s", (cidr, network) => {
    expect(networkOf(cidr)).toBe(network);
  });

  it.each([
    ["192.168.0.250/24", "192.168.0.2", true], ["192.168.0.250/24", "192.168.1.2", false], ["192.168.0.250/23", "192.168.1.2", true],
    ["2001:db8::250/64", "2001:db8::1", true], ["2001:db8::250/64", "2001:db8:0:1::1", false], ["192.168.0.250/24", "2001:db8::1", false],
  ])("%s contains %s: %s", (cidr, ip, expected) => {
    expect(contains(cidr, ip)).toBe(expected);
  });

  it("knows link-local addresses", () => {
    expect([isLinkLocal("fe80::1"), isLinkLocal("2001:db8::1"), isLinkLocal("169.254.1.1")]).toEqual([true, false, true]);
  });
});

describe("unusable", () => {
  it.each([
    ["192.168.0.0/24", "network"], ["192.168.0.255/24", "broadcast"], ["192.168.0.255/23", null], ["192.168.0.0/23", "network"], ["192.168.1.0/23", null],
    ["10.0.0.0/31", null], ["10.0.0.1/31", null], ["10.0.0.0/32", null], ["224.0.0.1/24", "multicast"], ["127.0.0.1/8", "loopback"],
    ["0.0.0.0/24", "unspecified"], ["255.255.255.255/24", "broadcast"], ["169.254.3.4/16", null], ["192.0.2.1/24", null],
    ["2001:db8::/64", "network"], ["2001:db8::/127", null], ["2001:db8::ffff:ffff:ffff:ffff/64", null], ["ff02::1/64", "multicast"],
    ["::1/128", "loopback"], ["::/64", "unspecified"], ["fe80::5/64", null],
  ])("%s: %s", (cidr, reason) => {
    expect(unusable(cidr)).toBe(reason);
  });

  it("asks nothing of the network where none is known", () => {
    expect([unusableAnywhere("192.168.0.0"), unusableAnywhere("239.1.1.1"), unusableAnywhere("ff02::2")]).toEqual([null, "multicast", "multicast"]);
  });
});
