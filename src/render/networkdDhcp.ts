import type { RenderedFile } from "./file.ts";
import { renderIni } from "./ini.ts";
import { networkPath } from "./networkdPaths.ts";

/**
 * DHCP on all Ethernet hardware, one that comes late included: `Kind=!*` leaves out bridges, bonds and VLANs.
 * The client is known by its hardware address: the machine id is new at every start, and with it a lease would
 * be, too. `except`: kernel names of NICs that stay silent.
 */
export function dhcpNetwork(except: readonly string[]): RenderedFile {
  const content = renderIni([
    ["Match", ["Type", "ether"], ["Kind", "!*"], except.length === 0 ? null : ["Name", `!${except.join(" ")}`]],
    ["Link", ["RequiredForOnline", "no"]],
    ["Network", ["DHCP", "yes"], ["LinkLocalAddressing", "ipv6"], ["IPv6AcceptRA", "yes"]],
    ["DHCPv4", ["ClientIdentifier", "mac"], ["UseHostname", "no"]],
    ["DHCPv6", ["UseHostname", "no"]],
  ]);
  return { path: networkPath("dhcp.network"), content, purpose: "dhcp" };
}
