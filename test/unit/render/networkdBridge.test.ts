import { expect, test } from "vitest";
import { bridgeNetdev, bridgeNetwork } from "../../../src/render/networkdBridge.ts";

const HEAD = "# Written by Ramvisor at every start. Changes here are lost.\n";

test("the bridge has the card's address and no spanning tree", () => {
  expect(bridgeNetdev("0a:0b:0c:0d:0e:0f")).toEqual({
    path: "/etc/systemd/network/10-ramvisor-br0.netdev", purpose: "bridge",
    content: `${HEAD}
[NetDev]
Name=br0
Kind=bridge
MACAddress=0a:0b:0c:0d:0e:0f

[Bridge]
STP=no
ForwardDelaySec=0
`,
  });
});

test("two families, two gateways, several name servers", () => {
  expect(bridgeNetwork(["192.168.0.250/24", "2001:db8::250/64"], ["192.168.0.2", "fe80::1"], ["192.168.0.2", "2001:db8::53"]).content).toBe(`${HEAD}
[Match]
Name=br0

[Network]
Address=192.168.0.250/24
Address=2001:db8::250/64
Gateway=192.168.0.2
Gateway=fe80::1
DNS=192.168.0.2
DNS=2001:db8::53
LinkLocalAddressing=ipv6
IPv6AcceptRA=no
ConfigureWithoutCarrier=yes
`);
});

test("nothing but an address", () => {
  expect(bridgeNetwork(["10.0.0.1/8"], [], []).content).toBe(`${HEAD}
[Match]
Name=br0

[Network]
Address=10.0.0.1/8
LinkLocalAddressing=ipv6
IPv6AcceptRA=no
ConfigureWithoutCarrier=yes
`);
});
