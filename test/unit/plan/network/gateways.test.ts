import { expect, test } from "vitest";
import { nodeGateways } from "../../../../src/plan/network/gateways.ts";
import { card, MAC, node, site } from "../fixtures.ts";

const wanted = node([card([MAC.a], "eth0", "10.0.0.1/24", "2001:db8::1/64"), card([MAC.c], "eth1", "192.168.0.250/24")]);
const via = (...addresses: string[]): unknown => nodeGateways(site([wanted], { gateways: addresses.map((value) => ({ value, token: `gw.${value}` })) }), wanted);

test("each gateway goes to the card in whose network it lies", () => {
  expect(via("192.168.0.2", "2001:db8::ff")).toEqual([{ address: "192.168.0.2", card: 1 }, { address: "2001:db8::ff", card: 0 }]);
});

test("a link-local one is reached over the first card", () => {
  expect(via("fe80::1")).toEqual([{ address: "fe80::1", card: 0 }]);
});

test("one that no card reaches is left out; 169.254.0.0/16 is on no link by itself", () => {
  expect(via("172.16.0.1", "169.254.0.1")).toEqual([]);
});
