import { expect, test } from "vitest";
import type { NicFacts } from "../../../../src/model/facts.ts";
import type { Site } from "../../../../src/model/site.ts";
import { matchNode } from "../../../../src/plan/network/match.ts";
import { planNics } from "../../../../src/plan/network/nics.ts";
import { planRenames } from "../../../../src/plan/network/renames.ts";
import { card, facts, MAC, nic, node, simpleSite, site } from "../fixtures.ts";

const renames = (wanted: Site, nics: NicFacts[]): string[] => planRenames(planNics(wanted, facts(nics), matchNode(wanted, nics), []), nics).map(({ from, to }) => `${from} ${to}`);

test("the named NIC is renamed, and not once it has its name", () => {
  expect(renames(simpleSite(), [nic("enp0s3", MAC.a)])).toEqual(["enp0s3 eth0"]);
  expect(renames(simpleSite(), [nic("eth0", MAC.a)])).toEqual([]);
});

test("two that swap names", () => {
  const two = site([node([card([MAC.a], "eth1", "10.0.0.1/24"), card([MAC.c], "eth0", "10.0.1.1/24")])]);
  expect(renames(two, [nic("eth0", MAC.a), nic("eth1", MAC.c)])).toEqual(["eth0 eth1", "eth1 eth0"]);
});

test("a NIC that holds a wanted name without being wanted gets a spare one that nothing has", () => {
  expect(renames(simpleSite(), [nic("eth0", MAC.c), nic("nic0", MAC.d), nic("eth1", MAC.a)])).toEqual(["eth0 nic1", "eth1 eth0"]);
});

test("a bond device that has the wanted name already stays", () => {
  const bond = site([node([card([MAC.a, MAC.c], "eth0", "192.168.0.250/24")])]);
  expect(renames(bond, [nic("eth0m0", MAC.a), nic("eth0m1", MAC.a, { permanentMac: MAC.c }), nic("eth0", MAC.a, { physical: false })])).toEqual([]);
});

test("nothing is renamed where no token names the machine", () => {
  expect(renames(simpleSite(), [nic("eth0", MAC.c)])).toEqual([]);
});
