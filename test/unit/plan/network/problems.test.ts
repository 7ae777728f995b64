import { expect, test } from "vitest";
import type { NicFacts } from "../../../../src/model/facts.ts";
import type { Site } from "../../../../src/model/site.ts";
import { matchNode } from "../../../../src/plan/network/match.ts";
import { nicProblems, tokenOf } from "../../../../src/plan/network/problems.ts";
import { card, facts, MAC, nic, node, simpleSite, site } from "../fixtures.ts";

const problems = (wanted: Site, nics: NicFacts[]): unknown[] =>
  nicProblems(wanted, facts(nics), matchNode(wanted, nics)).map(({ severity, code, args }) => [severity, code, args]);

test("nothing to say where every card is there, once", () => {
  expect(problems(simpleSite(), [nic("enp0s3", MAC.a), nic("enp0s4", MAC.c)])).toEqual([]);
});

test("no hardware NIC at all: that alone is said", () => {
  expect(problems(simpleSite(), [nic("lo", "00:00:00:00:00:00", { physical: false })])).toEqual([["error", "nic.none", {}]]);
});

test("no match names what was wanted; without mac tokens there is no such problem", () => {
  expect(problems(simpleSite(), [nic("enp0s3", MAC.c)])).toEqual([["error", "nic.no-match", { wanted: MAC.a }]]);
  expect(problems(site([]), [nic("enp0s3", MAC.c)])).toEqual([]);
});

test("a near miss names both addresses and the NIC", () => {
  expect(problems(simpleSite(), [nic("enp0s3", "0a:0b:0c:0d:0e:0e")])).toContainEqual(["warning", "nic.near", { wanted: MAC.a, found: "0a:0b:0c:0d:0e:0e", kernelName: "enp0s3" }]);
});

test("the next port of a card whose wanted port is there is no near miss", () => {
  expect(problems(simpleSite(), [nic("enp0s3", MAC.a), nic("enp0s4", "0a:0b:0c:0d:0e:0e")])).toEqual([]);
});

test("a first card that is not there is an error, a further one a warning: it may come late", () => {
  const two = site([node([card([MAC.a], "eth0", "192.168.0.250/24"), card([MAC.c], "eth1", "10.0.0.1/24")])]);
  expect(problems(two, [nic("enp0s3", MAC.c)])).toEqual([["error", "nic.missing", { mac: MAC.a, ifname: "eth0" }]]);
  expect(problems(two, [nic("enp0s3", MAC.a)])).toEqual([["warning", "nic.missing", { mac: MAC.c, ifname: "eth1" }]]);
});

test("a bond of which one member is there is a warning", () => {
  const bond = site([node([card([MAC.a, MAC.c], "eth0", "192.168.0.250/24")])], { bond: { value: "active-backup", token: "bond.active-backup" } });
  expect(problems(bond, [nic("enp0s3", MAC.c)])).toEqual([["warning", "nic.missing", { mac: MAC.a, ifname: "eth0" }]]);
});

test("twins are an error where the address is wanted, else a warning, and are not missing as well", () => {
  const twins = [nic("enp0s3", MAC.a), nic("enp0s4", MAC.a)];
  expect(problems(simpleSite(), twins)).toEqual([["error", "nic.duplicate", { mac: MAC.a, kernelNames: "enp0s3, enp0s4" }]]);
  const others = [nic("enp0s3", MAC.c), nic("enp0s4", MAC.c), nic("enp0s5", MAC.a)];
  expect(problems(simpleSite(), others)).toEqual([["warning", "nic.duplicate", { mac: MAC.c, kernelNames: "enp0s3, enp0s4" }]]);
});

test("a named NIC without permanent address is a warning, an unnamed one is not worth a word", () => {
  expect(problems(simpleSite(), [nic("enp0s3", MAC.a, { permanentMac: null }), nic("enp0s4", MAC.c, { permanentMac: null })])).toEqual([
    ["warning", "nic.no-permanent", { kernelName: "enp0s3", mac: MAC.a }],
  ]);
});

test("NICs of two nodes in one machine", () => {
  const pair = site([node([card([MAC.a], "eth0", "192.168.0.250/24")]), node([card([MAC.c], "eth0", "192.168.0.251/24")], 1)]);
  expect(problems(pair, [nic("enp0s3", MAC.a), nic("enp0s4", MAC.c)])).toEqual([["error", "nic.both-nodes", { kernelNames: "enp0s3, enp0s4" }]]);
});

test("a problem carries the token as it is written", () => {
  const wanted = site([node([{ ...card([MAC.a], "eth0", "192.168.0.250/24"), tokens: ["mac.0A-0B-0C-0D-0E-0F.eth0.192.168.0.250"] }])]);
  expect(tokenOf(wanted, MAC.a)).toBe("mac.0A-0B-0C-0D-0E-0F.eth0.192.168.0.250");
  expect(tokenOf(wanted, MAC.b)).toBeNull();
});
