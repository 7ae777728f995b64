import { expect, test } from "vitest";
import { BOND_MODES } from "../../../src/model/token.ts";
import { bondMemberNetwork, bondNetdev } from "../../../src/render/networkdBond.ts";

const HEAD = "# Written by Ramvisor at every start. Changes here are lost.\n";

test.each(BOND_MODES)("%s: networkd takes the kernel's names", (mode) => {
  expect(bondNetdev("eth0", mode, "0a:0b:0c:0d:0e:0f")).toEqual({
    path: "/etc/systemd/network/10-ramvisor-eth0.netdev", purpose: "bond",
    content: `${HEAD}\n[NetDev]\nName=eth0\nKind=bond\nMACAddress=0a:0b:0c:0d:0e:0f\n\n[Bond]\nMode=${mode}\nMIIMonitorSec=100ms\n`,
  });
});

test("a member", () => {
  expect(bondMemberNetwork("eth0m1", "eth0")).toEqual({
    path: "/etc/systemd/network/10-ramvisor-eth0m1.network", purpose: "bond-member",
    content: `${HEAD}\n[Match]\nName=eth0m1\n\n[Network]\nBond=eth0\nLinkLocalAddressing=no\nIPv6AcceptRA=no\n`,
  });
});
