import { expect, test } from "vitest";
import type { NicFacts } from "../../../../src/model/facts.ts";
import type { PlannedNic } from "../../../../src/model/plan.ts";
import type { Problem } from "../../../../src/model/problem.ts";
import type { Site } from "../../../../src/model/site.ts";
import { matchNode } from "../../../../src/plan/network/match.ts";
import { planNics } from "../../../../src/plan/network/nics.ts";
import { card, facts, MAC, nic, node, simpleSite, site } from "../fixtures.ts";

const plan = (wanted: Site, nics: NicFacts[], problems: Problem[] = []): PlannedNic[] => planNics(wanted, facts(nics), matchNode(wanted, nics), problems);

test("the named card carries the bridge, further cards are for storage", () => {
  const two = site([node([card([MAC.a], "eth0", "192.168.0.250/24"), card([MAC.c], "eth1", "10.0.0.1/24")])]);
  expect(plan(two, [nic("enp0s4", MAC.c), nic("enp0s3", MAC.a)])).toMatchObject([
    { verdict: "use", reason: "named", name: "eth1", role: "storage", addresses: ["10.0.0.1/24"] },
    { verdict: "use", reason: "named", name: "eth0", role: "bridge", addresses: ["192.168.0.250/24"] },
  ]);
});

test("bond members", () => {
  const bond = site([node([card([MAC.a, MAC.c], "eth0", "192.168.0.250/24")])]);
  expect(plan(bond, [nic("enp0s3", MAC.a), nic("enp0s4", MAC.c)])).toMatchObject([
    { reason: "bond-member", name: "eth0m0", role: "bond", args: { bond: "eth0" } },
    { reason: "bond-member", name: "eth0m1", role: "bond" },
  ]);
});

test("what is ignored, and why", () => {
  const pair = site([node([card([MAC.a], "eth0", "192.168.0.250/24")]), node([card([MAC.c], "eth0", "192.168.0.251/24")], 1)]);
  const nics = [nic("enp0s3", MAC.a), nic("enp0s4", MAC.c), nic("br0", MAC.a, { physical: false }), nic("enp0s5", null), nic("x0", MAC.d), nic("x1", MAC.d), nic("enp0s6", MAC.b)];
  expect(plan(pair, nics).map(({ verdict, reason, name, args }) => [verdict, reason, name, args])).toEqual([
    ["use", "named", "eth0", {}],
    ["ignore", "other-node", null, { node: "2" }],
    ["ignore", "virtual", null, {}],
    ["ignore", "no-address", null, {}],
    ["ignore", "duplicate-address", null, { twins: "x1" }],
    ["ignore", "duplicate-address", null, { twins: "x0" }],
    ["ignore", "not-named", null, {}],
  ]);
});

test("a NIC whose own token is broken says so", () => {
  const broken: Problem = { severity: "error", code: "token.address", token: `mac.${MAC.c.toUpperCase().replaceAll(":", "-")}.eth1.10.0.0.300`, span: null, args: { address: "10.0.0.300" } };
  expect(plan(simpleSite(), [nic("enp0s3", MAC.a), nic("enp0s4", MAC.c)], [broken])[1]).toMatchObject({ verdict: "ignore", reason: "token-error" });
  expect(plan(simpleSite(), [nic("enp0s3", MAC.a), nic("enp0s4", MAC.c)], [{ ...broken, severity: "warning" }])[1]).toMatchObject({ reason: "not-named" });
});

test("where no token names the machine, Ethernet hardware asks by DHCP; twins and WLAN stay silent", () => {
  const nics = [nic("enp0s3", MAC.b), nic("wlp2s0", MAC.c), nic("x0", MAC.d), nic("x1", MAC.d)];
  expect(plan(simpleSite(), nics).map(({ verdict, role, reason }) => [verdict, role, reason])).toEqual([
    ["use", "dhcp", "rescue-dhcp"], ["ignore", null, "not-named"], ["ignore", null, "duplicate-address"], ["ignore", null, "duplicate-address"],
  ]);
});

test("near marks an unnamed NIC against what is missing only", () => {
  expect(plan(simpleSite(), [nic("enp0s3", "0a:0b:0c:0d:0e:0e")])[0]?.near).toBe(MAC.a);
  expect(plan(simpleSite(), [nic("enp0s3", "0a:0b:0c:0d:0e:0e"), nic("enp0s4", MAC.a)])[0]?.near).toBeNull();
  expect(plan(simpleSite(), [nic("br0", "0a:0b:0c:0d:0e:0e", { physical: false })])[0]?.near).toBeNull();
});
