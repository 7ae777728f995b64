import type { Cidr, Ip, Mac } from "../model/token.ts";
import type { RenderedFile } from "./file.ts";
import { renderIni } from "./ini.ts";
import { networkPath } from "./networkdPaths.ts";

export const BRIDGE = "br0";

/**
 * The bridge device (systemd.netdev(5)). Its address is that of the first NIC, set explicitly: left to itself a
 * bridge takes the lowest of its ports', and changes it when a guest starts. STP off, and no forward delay.
 */
export function bridgeNetdev(mac: Mac): RenderedFile {
  const content = renderIni([
    ["NetDev", ["Name", BRIDGE], ["Kind", "bridge"], ["MACAddress", mac]],
    ["Bridge", ["STP", "no"], ["ForwardDelaySec", "0"]],
  ]);
  return { path: networkPath(`${BRIDGE}.netdev`), content, purpose: "bridge" };
}

/** The host's addresses, on the bridge. They are set without carrier too, so that services can bind to them at once. */
export function bridgeNetwork(addresses: readonly Cidr[], gateways: readonly Ip[], dns: readonly Ip[]): RenderedFile {
  const content = renderIni([["Match", ["Name", BRIDGE]], ["Network", ...addressLines(addresses, gateways, dns)]]);
  return { path: networkPath(`${BRIDGE}.network`), content, purpose: "bridge-network" };
}

/** The lines of a `[Network]` section with fixed addresses (systemd.network(5)); nothing is taken from router advertisements. */
export function addressLines(addresses: readonly Cidr[], gateways: readonly Ip[], dns: readonly Ip[]): [string, string][] {
  return [
    ...addresses.map((address): [string, string] => ["Address", address]),
    ...gateways.map((gateway): [string, string] => ["Gateway", gateway]),
    ...dns.map((server): [string, string] => ["DNS", server]),
    ["LinkLocalAddressing", "ipv6"],
    ["IPv6AcceptRA", "no"],
    ["ConfigureWithoutCarrier", "yes"],
  ];
}
