import { expect, test } from "vitest";
import { dhcpNetwork } from "../../../src/render/networkdDhcp.ts";

test("all Ethernet hardware, one that comes late included", () => {
  expect(dhcpNetwork([])).toEqual({
    path: "/etc/systemd/network/10-ramvisor-dhcp.network", purpose: "dhcp",
    content: `# Written by Ramvisor at every start. Changes here are lost.

[Match]
Type=ether
Kind=!*

[Link]
RequiredForOnline=no

[Network]
DHCP=yes
LinkLocalAddressing=ipv6
IPv6AcceptRA=yes

[DHCPv4]
ClientIdentifier=mac
UseHostname=no

[DHCPv6]
UseHostname=no
`,
  });
});

test("cards that stay silent: one exclamation mark negates the whole list", () => {
  expect(dhcpNetwork(["enp1s0", "enp2s0"]).content).toContain("Kind=!*\nName=!enp1s0 enp2s0\n");
});
