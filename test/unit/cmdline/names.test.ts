import { describe, expect, it } from "vitest";
import { isDnsName, isHostName, longestIfname, nodeHost, wrongIfname } from "../../../src/cmdline/names.ts";

describe("wrongIfname", () => {
  it.each([
    ["eth0", null], ["e", null], ["enp3s0f1np1", null], ["lan-1_b", null], ["a23456789012345", null], ["br1", null], ["bond0", null],
    ["", "empty"], ["a234567890123456", "long"], ["0eth", "characters"], ["-eth", "characters"], ["eth 0", "characters"], ["eth/0", "characters"],
    ["eth:0", "characters"], ["eth;reboot", "characters"], ["ethä", "characters"], ["eth0\n", "characters"], ["..", "characters"], ["%d", "characters"],
    ["lo", "reserved"], ["br0", "reserved"], ["all", "reserved"], ["default", "reserved"], ["none", "reserved"], ["bonding_masters", "reserved"],
    ["virbr0", "reserved"], ["virbr0-nic", "reserved"], ["vnet12", "reserved"], ["macvtap3", "reserved"], ["sit0", "reserved"], ["sit1", null],
  ])("%j: %s", (name, reason) => {
    expect(wrongIfname(name, 15)).toBe(reason);
  });

  it.each([[null, 15], [1, 13], [20, 12], [4094, 10]])("leaves room for VLAN %s: %s characters", (vlan, longest) => {
    expect(longestIfname(vlan)).toBe(longest);
  });

  it("takes a name of just that length, and no longer one", () => {
    expect([wrongIfname("uplink-abc", 10), wrongIfname("uplink-abcd", 10)]).toEqual([null, "long"]);
  });
});

describe("host names", () => {
  const label = "a".repeat(63);
  it.each([
    ["avbox", true], ["AVBOX", true], ["av-box", true], ["1a", true], ["7", true], ["av.example.org", true], [label, true], [`${label}.b`, false],
    ["", false], ["-a", false], ["a-", false], ["a_b", false], ["a b", false], ["ä", false], ["a..b", false], [".a", false], ["a.", false],
    [`${label}a`, false], ["192.168.0.2", false], ["300.1.1.1", false], ["localhost", false], ["LOCALHOST.localdomain", false], ["localhosts", true],
    ["$(reboot)", false], ["../etc", false], ["a\n", false],
  ])("%j: %s", (name, good) => {
    expect(isHostName(name)).toBe(good);
  });

  it("takes longer names where only DNS is asked", () => {
    expect([isDnsName(`${label}.example.org`), isDnsName(`${label}.`.repeat(4)), isDnsName("pool.ntp.org"), isDnsName("a.1")]).toEqual([true, false, true, false]);
  });

  it.each([["av", 0, 1, "av"], ["av", 0, 2, "av-1"], ["av", 1, 2, "av-2"], ["av.example.org", 2, 3, "av-3.example.org"]])("%s, node %s of %s: %s", (name, index, count, host) => {
    expect(nodeHost(name, index, count)).toBe(host);
  });
});
