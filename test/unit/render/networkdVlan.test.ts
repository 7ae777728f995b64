import { expect, test } from "vitest";
import { vlanNetdev } from "../../../src/render/networkdVlan.ts";

test("a VLAN device", () => {
  expect(vlanNetdev("eth0.20", 20)).toEqual({
    path: "/etc/systemd/network/10-ramvisor-eth0.20.netdev", purpose: "vlan",
    content: "# Written by Ramvisor at every start. Changes here are lost.\n\n[NetDev]\nName=eth0.20\nKind=vlan\n\n[VLAN]\nId=20\n",
  });
});
