import { expect, test } from "vitest";
import { matchNode } from "../../../../src/plan/network/match.ts";
import { card, MAC, nic, node, simpleSite, site } from "../fixtures.ts";

const pair = site([node([card([MAC.a], "eth0", "192.168.0.250/24")]), node([card([MAC.c], "eth0", "192.168.0.251/24")], 1)]);

test("the node is the one that wants an address of this machine", () => {
  expect(matchNode(pair, [nic("enp0s3", MAC.c)]).nodeIndex).toBe(1);
  expect(matchNode(pair, [nic("enp0s3", MAC.b)]).nodeIndex).toBeNull();
});

test("the permanent address decides, not the one in use", () => {
  expect(matchNode(simpleSite(), [nic("enp0s3", MAC.b, { permanentMac: MAC.a })]).nodeIndex).toBe(0);
  expect(matchNode(simpleSite(), [nic("enp0s3", MAC.a, { permanentMac: MAC.b })]).nodeIndex).toBeNull();
  expect(matchNode(simpleSite(), [nic("enp0s3", MAC.a, { permanentMac: null })]).nodeIndex).toBe(0);
});

test("a bridge, a VLAN and NICs that share their address name nobody", () => {
  expect(matchNode(simpleSite(), [nic("br0", MAC.a, { physical: false })]).nodeIndex).toBeNull();
  expect(matchNode(simpleSite(), [nic("enp0s3", MAC.a), nic("enp0s4", MAC.a)]).nodeIndex).toBeNull();
});

test("with NICs of two nodes it is the first of them, and both are known", () => {
  const match = matchNode(pair, [nic("enp0s3", MAC.c), nic("enp0s4", MAC.a)]);
  expect(match.nodeIndex).toBe(0);
  expect([...match.nodeOf.values()]).toEqual([1, 0]);
});
