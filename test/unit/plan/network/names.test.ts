import { expect, test } from "vitest";
import { nameDevices, vlanDevice, wantedMacs } from "../../../../src/plan/network/names.ts";
import { card, MAC, node, site } from "../fixtures.ts";

test("a plain card's NIC has the card's name", () => {
  const [device] = nameDevices(node([card([MAC.a], "eth0", "192.168.0.250/24")]));
  expect(device).toMatchObject({ device: "eth0", bond: false, nics: [{ mac: MAC.a, name: "eth0" }] });
});

test("a bond takes the name, its members get m0, m1", () => {
  const [device] = nameDevices(node([card([MAC.a, MAC.b], "eth0", "192.168.0.250/24")]));
  expect(device).toMatchObject({ device: "eth0", bond: true, nics: [{ mac: MAC.a, name: "eth0m0" }, { mac: MAC.b, name: "eth0m1" }] });
});

test("a member's name is within 15 characters, and never one that a card or another bond's member has", () => {
  const devices = nameDevices(node([card([MAC.a, MAC.b], "replication-net", "10.0.0.1/24"), card([MAC.c, MAC.d], "replication-nex", "10.0.1.1/24"), card(["02:00:00:00:00:01"], "replication-nm1", "10.0.2.1/24")]));
  const names = devices.flatMap(({ nics }) => nics.map(({ name }) => name));
  expect(names).toEqual(["replication-nm0", "replication-nm2", "replication-nm3", "replication-nm4", "replication-nm1"]);
  expect(names.every((name) => name.length <= 15)).toBe(true);
});

test("the VLAN device is named after its parent, while that is short enough", () => {
  expect(vlanDevice("eth0", 20)).toBe("eth0.20");
  expect(vlanDevice("uplink-one", 4094)).toBe("uplink-one.4094");
  expect(vlanDevice("uplink-ones", 4094)).toBe("vlan4094");
});

test("all wanted addresses, of all nodes", () => {
  expect(wantedMacs(site([node([card([MAC.a, MAC.b], "eth0", "10.0.0.1/24")]), node([card([MAC.c], "eth0", "10.0.0.2/24")], 1)]))).toEqual([MAC.a, MAC.b, MAC.c]);
});
