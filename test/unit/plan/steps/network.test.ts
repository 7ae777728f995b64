import { expect, test } from "vitest";
import type { NicFacts } from "../../../../src/model/facts.ts";
import type { Plan } from "../../../../src/model/plan.ts";
import type { Site } from "../../../../src/model/site.ts";
import { makePlan } from "../../../../src/plan/index.ts";
import { card, facts, fileText, MAC, nic, node, simpleSite, site } from "../fixtures.ts";

const DIR = "/etc/systemd/network/10-ramvisor-";
const plan = (wanted: Site, nics: NicFacts[]): Plan => makePlan(wanted, [], facts(nics));
const network = ({ steps }: Plan): string[] => steps.flatMap((step) => (step.action === "file.write" && step.path.startsWith(DIR) ? [step.path.slice(DIR.length)] : []));

test("bridge, port, addresses; and the clean step keeps exactly these", () => {
  const made = plan(simpleSite(), [nic("enp0s3", MAC.a)]);
  expect(network(made)).toEqual(["br0.netdev", "eth0.network", "br0.network"]);
  expect(made.steps.find(({ action }) => action === "files.clean")).toMatchObject({ dir: "/etc/systemd/network", prefix: "10-ramvisor-", keep: ["10-ramvisor-br0.netdev", "10-ramvisor-eth0.network", "10-ramvisor-br0.network"] });
});

test("cleaning comes before writing, renaming before both", () => {
  const actions = plan(simpleSite(), [nic("enp0s3", MAC.a)]).steps.map((step) => (step.action === "file.write" && step.path.startsWith(DIR) ? "network" : step.action));
  expect(actions.indexOf("nics.rename")).toBeLessThan(actions.indexOf("files.clean"));
  expect(actions.indexOf("files.clean")).toBeLessThan(actions.indexOf("network"));
});

test("no rename step where every name is right", () => {
  expect(plan(simpleSite(), [nic("eth0", MAC.a)]).steps.some(({ action }) => action === "nics.rename")).toBe(false);
});

test("VLAN: the bridge's port is the VLAN device, on the named card", () => {
  const made = plan(simpleSite({ vlan: { value: 20, token: "vlan.20" } }), [nic("enp0s3", MAC.a)]);
  expect(network(made)).toEqual(["br0.netdev", "eth0.network", "eth0.20.netdev", "eth0.20.network", "br0.network"]);
  expect(fileText(made, `${DIR}eth0.network`)).toContain("VLAN=eth0.20\n");
  expect(fileText(made, `${DIR}eth0.20.network`)).toContain("Bridge=br0\n");
});

test("bond with VLAN: member below bond below VLAN below bridge", () => {
  const wanted = site([node([card([MAC.a, MAC.c], "eth0", "192.168.0.250/24")])], { bond: { value: "802.3ad", token: "bond.802.3ad" }, vlan: { value: 7, token: "vlan.7" } });
  const made = plan(wanted, [nic("enp0s3", MAC.a), nic("enp0s4", MAC.c)]);
  expect(network(made)).toEqual(["eth0.netdev", "eth0m0.network", "eth0m1.network", "br0.netdev", "eth0.network", "eth0.7.netdev", "eth0.7.network", "br0.network"]);
  expect(fileText(made, `${DIR}eth0.netdev`)).toContain("Mode=802.3ad\n");
  expect(fileText(made, `${DIR}eth0m1.network`)).toContain("Bond=eth0\n");
  expect(fileText(made, `${DIR}eth0.network`)).toContain("VLAN=eth0.7\n");
});

test("a further card has its addresses on itself; the gateway goes where it is reached", () => {
  const wanted = site([node([card([MAC.a], "eth0", "10.0.0.1/24"), card([MAC.c], "eth1", "192.168.0.250/24")])], { gateways: [{ value: "192.168.0.2", token: "gw.192.168.0.2" }] });
  const made = plan(wanted, [nic("enp0s3", MAC.a), nic("enp0s4", MAC.c)]);
  expect(fileText(made, `${DIR}eth1.network`)).toContain("Address=192.168.0.250/24\nGateway=192.168.0.2\n");
  expect(fileText(made, `${DIR}br0.network`)).not.toContain("Gateway=");
});

test("a card that is not there yet has its files, and the rule that waits for it", () => {
  const wanted = site([node([card([MAC.a], "eth0", "192.168.0.250/24"), card([MAC.c], "eth1", "10.0.0.1/24")])]);
  const made = plan(wanted, [nic("enp0s3", MAC.a)]);
  expect(network(made)).toContain("eth1.network");
  expect(fileText(made, "/etc/udev/rules.d/90-ramvisor-nic.rules")).toContain(`ATTR{address}=="${MAC.c}", NAME!="eth1"`);
});

test("rescue: DHCP, the rule for every node's cards, no bridge for guests", () => {
  const pair = site([node([card([MAC.c], "eth0", "192.168.0.250/24")]), node([card([MAC.d], "eth0", "192.168.0.251/24")], 1)]);
  const made = plan(pair, [nic("enp0s3", MAC.a), nic("x0", MAC.b), nic("x1", MAC.b)]);
  expect(network(made)).toEqual(["dhcp.network"]);
  expect(fileText(made, `${DIR}dhcp.network`)).toContain("Name=!x0 x1\n");
  const rule = fileText(made, "/etc/udev/rules.d/90-ramvisor-nic.rules");
  expect(rule).toContain(MAC.c);
  expect(rule).toContain(MAC.d);
  expect(made.steps.some((step) => "path" in step && step.path.includes("libvirt"))).toBe(false);
});

test("unconfigured: nothing to wait for, no rule", () => {
  expect(() => fileText(plan(site([]), [nic("enp0s3", MAC.a)]), "/etc/udev/rules.d/90-ramvisor-nic.rules")).toThrow();
});
