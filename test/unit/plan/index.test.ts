import { expect, test } from "vitest";
import type { Facts } from "../../../src/model/facts.ts";
import type { Problem } from "../../../src/model/problem.ts";
import { makePlan } from "../../../src/plan/index.ts";
import { DEBIAN_POOL } from "../../../src/render/timesyncd.ts";
import { card, disk, facts, MAC, nic, node, ownDisk, simpleSite, site } from "./fixtures.ts";

const machine = facts([nic("enp0s3", MAC.a)], [disk("vda")]);

test("the same site and facts give the same plan, and neither is changed", () => {
  const [wanted, seen] = [simpleSite(), structuredClone(machine)];
  const first = makePlan(wanted, [], seen);
  expect(makePlan(simpleSite(), [], structuredClone(machine))).toEqual(first);
  expect(JSON.stringify(makePlan(wanted, [], seen))).toBe(JSON.stringify(first));
  expect(wanted).toEqual(simpleSite());
  expect(seen).toEqual(machine);
});

test("a named machine", () => {
  expect(makePlan(simpleSite(), [], machine)).toMatchObject({
    outcome: "configured", problems: [], node: { index: 0, count: 1, host: "ramvisor", site: "default" },
    network: { bridge: "br0", addresses: ["192.168.0.250/24"], gateways: ["192.168.0.2"], dns: ["192.168.0.2"], ntp: ["192.168.0.2", ...DEBIAN_POOL], vlan: null, bond: null, dhcp: false },
    disks: [{ verdict: "claim", pool: "default" }], disksMode: "auto", cluster: null, services: ["libvirtd", "ssh"],
  });
});

test("a machine that no token names carries nobody's name, no bridge, and runs no guests", () => {
  const rescue = makePlan(simpleSite({ nodes: [node([card([MAC.c], "eth0", "192.168.0.250/24")], 0, "avbox")], vlan: { value: 20, token: "vlan.20" } }), [], machine);
  expect(rescue).toMatchObject({ outcome: "rescue", node: { index: null, host: "ramvisor" }, network: { bridge: null, addresses: [], gateways: [], ntp: [], vlan: null, dhcp: true }, services: ["ssh"] });
});

test("the line's problems come first, and one in error makes it degraded", () => {
  const problem: Problem = { severity: "error", code: "token.sum.wrong", token: "sum.0", span: null, args: { expected: "0", found: "1" } };
  const plan = makePlan(simpleSite(), [problem], facts([nic("enp0s3", MAC.a, { permanentMac: null })], [disk("vda"), ownDisk("vdb")]));
  expect(plan.problems.map(({ code }) => code)).toEqual(["token.sum.wrong", "nic.no-permanent"]);
  expect(plan.outcome).toBe("degraded");
  expect(plan.disks.map(({ verdict }) => verdict)).toEqual(["leave", "own"]);
  expect(plan.steps.some(({ action }) => action === "disk.claim")).toBe(false);
});

test("the overlay's site id decides which disks are ours", () => {
  expect(makePlan(simpleSite(), [], facts([nic("enp0s3", MAC.a)], [ownDisk("vda")], { siteId: "hall" }))).toMatchObject({ node: { site: "hall" }, disks: [{ reason: "other-site" }] });
});

test("given time servers stand alone; a link-local gateway is not asked for the time", () => {
  expect(makePlan(simpleSite({ ntp: [{ value: "ntp.example.org", token: "ntp.ntp.example.org" }] }), [], machine).network.ntp).toEqual(["ntp.example.org"]);
  const local = simpleSite({ gateways: [{ value: "fe80::1", token: "gw.fe80::1" }] });
  expect(makePlan(local, [], machine).network).toMatchObject({ gateways: ["fe80::1"], ntp: DEBIAN_POOL });
});

test("the bond's mode is named only where this node has one", () => {
  const bond = { value: "active-backup", token: "bond.active-backup" } as const;
  expect(makePlan(simpleSite({ bond }), [], machine).network.bond).toBeNull();
  const bonded = site([node([card([MAC.a, MAC.c], "eth0", "192.168.0.250/24")])], { bond });
  expect(makePlan(bonded, [], machine).network.bond).toBe("active-backup");
});

test("a machine with nothing in it gives a plan all the same", () => {
  const empty: Facts = facts([]);
  expect(makePlan(site([]), [], empty)).toMatchObject({ outcome: "unconfigured", problems: [{ code: "nic.none" }], disks: [], suggestions: [] });
});
