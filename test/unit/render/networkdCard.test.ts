import { expect, test } from "vitest";
import { cardNetwork, portNetwork, vlanParentNetwork } from "../../../src/render/networkdCard.ts";

const HEAD = "# Written by Ramvisor at every start. Changes here are lost.\n";

test("a port of the bridge has no addresses of its own", () => {
  expect(portNetwork("eth0")).toEqual({
    path: "/etc/systemd/network/10-ramvisor-eth0.network", purpose: "bridge-port",
    content: `${HEAD}\n[Match]\nName=eth0\n\n[Network]\nBridge=br0\nLinkLocalAddressing=no\nIPv6AcceptRA=no\n`,
  });
});

test("a card below a VLAN is no port of the bridge", () => {
  const { content } = vlanParentNetwork("eth0", "eth0.20");
  expect(content).toBe(`${HEAD}\n[Match]\nName=eth0\n\n[Network]\nVLAN=eth0.20\nLinkLocalAddressing=no\nIPv6AcceptRA=no\n`);
});

test("a further card; the start does not wait for it", () => {
  expect(cardNetwork("eth1", ["10.0.0.1/24"], []).content).toBe(
    `${HEAD}\n[Match]\nName=eth1\n\n[Link]\nRequiredForOnline=no\n\n[Network]\nAddress=10.0.0.1/24\nLinkLocalAddressing=ipv6\nIPv6AcceptRA=no\nConfigureWithoutCarrier=yes\n`,
  );
});
