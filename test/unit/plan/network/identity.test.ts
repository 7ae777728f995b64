import { expect, test } from "vitest";
import { findTwins, knownMac } from "../../../../src/plan/network/identity.ts";
import { MAC, nic } from "../fixtures.ts";

test("a NIC is known by its permanent address, also while it carries another", () => {
  expect(knownMac(nic("eth0", MAC.a, { permanentMac: MAC.b }))).toBe(MAC.b);
});

test("without a permanent address it is known by the one in use; without either by none", () => {
  expect(knownMac(nic("eth0", MAC.a, { permanentMac: null }))).toBe(MAC.a);
  expect(knownMac(nic("eth0", null))).toBeNull();
});

test("two hardware NICs with one address are twins", () => {
  const twins = findTwins([nic("eth0", MAC.a), nic("eth1", MAC.b), nic("eth2", MAC.a)]);
  expect([...twins.keys()]).toEqual([MAC.a]);
  expect(twins.get(MAC.a)?.map(({ kernelName }) => kernelName)).toEqual(["eth0", "eth2"]);
});

test("a bridge or VLAN with its port's address is no twin, nor is a bond member that carries another's", () => {
  expect(findTwins([nic("eth0", MAC.a), nic("br0", MAC.a, { physical: false })]).size).toBe(0);
  expect(findTwins([nic("eth0m0", MAC.a), nic("eth0m1", MAC.a, { permanentMac: MAC.b })]).size).toBe(0);
});

test("NICs without any address are not each other's twins", () => {
  expect(findTwins([nic("eth0", null), nic("eth1", null)]).size).toBe(0);
});
