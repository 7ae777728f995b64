import type { RenderedFile } from "./file.ts";

/** What nodes say to each other, and one port per DRBD resource: r0 to r109; then what libvirt takes for a guest that moves (qemu.conf, migration_port_min). */
const NODE_PORTS = "{ 7789-7899, 49152-49215 }";

/**
 * /etc/nftables.conf (nft(8)): only SSH is open. One table of our own, replaced as a whole, so that tables of
 * libvirt stay. Guests' frames cross the bridge without being routed; the rule for br0 in `forward` is for hosts
 * where br_netfilter sends them through here all the same. ICMPv6 as in RFC 4890, 4.4.
 * `dhcp`: answers to this host's own DHCP requests come in. `peers`: addresses of the other nodes, which alone reach the ports
 * for what nodes say to each other (src/peers), for replication and for guests that move.
 */
export function nftablesConf(dhcp: boolean, peers: readonly string[] = []): RenderedFile {
  const dhcpRules = `
    udp sport 67 udp dport 68 accept
    ip6 saddr fe80::/10 udp sport 547 udp dport 546 accept`;
  const of = (family: "ip" | "ip6", addresses: readonly string[]): string => addresses.length === 0 ? "" : `
    ${family} saddr { ${addresses.join(", ")} } tcp dport ${NODE_PORTS} accept`;
  const peerRules = of("ip", peers.filter((address) => !address.includes(":"))) + of("ip6", peers.filter((address) => address.includes(":")));
  const content = `#!/usr/sbin/nft -f
# Written by Ramvisor at every start. Changes here are lost.
add table inet ramvisor
delete table inet ramvisor

table inet ramvisor {
  chain input {
    type filter hook input priority filter; policy drop;
    iif "lo" accept
    ct state established,related accept
    ct state invalid drop
    icmp type { echo-request, destination-unreachable, time-exceeded, parameter-problem } accept
    icmpv6 type { destination-unreachable, packet-too-big, time-exceeded, parameter-problem, echo-request } accept
    ip6 hoplimit 255 icmpv6 type { nd-router-solicit, nd-router-advert, nd-neighbor-solicit, nd-neighbor-advert } accept
    ip6 saddr fe80::/10 icmpv6 type { mld-listener-query, mld-listener-report, mld-listener-done, mld2-listener-report } accept
    tcp dport 22 accept${dhcp ? dhcpRules : ""}${peerRules}
  }
  chain forward {
    type filter hook forward priority filter; policy drop;
    iifname "br0" oifname "br0" accept
  }
}
`;
  return { path: "/etc/nftables.conf", content, purpose: "firewall" };
}
