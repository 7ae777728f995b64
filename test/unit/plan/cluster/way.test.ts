import { expect, test } from "vitest";
import type { WantedNode } from "../../../../src/model/site.ts";
import { wayBetween } from "../../../../src/plan/cluster/way.ts";
import { card, node } from "../fixtures.ts";

/** A node with `eth0` in one network, and further cards by name and address. */
function one(index: number, further: Record<string, string> = {}, first = `192.168.0.${index + 1}/24`): WantedNode {
  const cards = [["eth0", first], ...Object.entries(further)].map(([ifname = "", address = ""], place) => card([`0a:00:00:00:0${place}:0${index}`], ifname, address));
  return node(cards, index, `lab-${index + 1}`);
}

/** From either node the same way. */
function way(left: WantedNode, right: WantedNode): [string, string] | null {
  const there = wayBetween(left, right);
  const back = wayBetween(right, left);
  expect(back).toEqual(there === null ? null : [there[1], there[0]]);
  return there;
}

test("without further cards, and where only one node has some: over the first ones", () => {
  expect(way(one(0), one(1))).toEqual(["192.168.0.1", "192.168.0.2"]);
  expect(way(one(0, { eth1: "10.0.0.1/24" }), one(1))).toEqual(["192.168.0.1", "192.168.0.2"]);
});

test("over the first further cards that lie in one network, those of equal name before others", () => {
  const cards = (host: number): Record<string, string> => ({ eth1: `10.0.0.${host}/24`, eth2: `10.0.1.${host}/24` });
  expect(way(one(0, cards(1)), one(1, cards(2)))).toEqual(["10.0.0.1", "10.0.0.2"]);
  expect(way(one(0, { eth1: "10.0.0.1/24", eth2: "10.0.0.3/24" }), one(1, { eth2: "10.0.0.2/24" }))).toEqual(["10.0.0.3", "10.0.0.2"]);
});

test("a ring in which each node has a cable to each neighbour: the two ends of a cable have other names", () => {
  const [a, b, c] = [one(0, { eth1: "10.1.0.1/24", eth2: "10.3.0.1/24" }), one(1, { eth1: "10.2.0.2/24", eth2: "10.1.0.2/24" }), one(2, { eth1: "10.3.0.3/24", eth2: "10.2.0.3/24" })];
  expect([way(a, b), way(b, c), way(c, a)]).toEqual([["10.1.0.1", "10.1.0.2"], ["10.2.0.2", "10.2.0.3"], ["10.3.0.3", "10.3.0.1"]]);
});

test("further cards of one name in two networks reach nobody: over the first ones", () => {
  expect(way(one(0, { eth1: "10.1.0.1/24" }), one(1, { eth1: "10.2.0.2/24" }))).toEqual(["192.168.0.1", "192.168.0.2"]);
  expect(way(one(0, { eth1: "10.1.0.1/24" }), one(1, { eth1: "10.1.1.2/16" }))).toEqual(["192.168.0.1", "192.168.0.2"]);
});

test("IPv6 on the further cards; no family in common: none", () => {
  expect(way(one(0, { eth1: "2001:db8::1/64" }), one(1, { eth1: "2001:db8::2/64" }))).toEqual(["2001:db8::1", "2001:db8::2"]);
  expect(way(one(0), one(1, {}, "2001:db8::2/64"))).toBeNull();
});
