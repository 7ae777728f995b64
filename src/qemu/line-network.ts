import ipaddr from "ipaddr.js";
import type { Site } from "../model/site.ts";

/** A user-mode network of QEMU (qemu(1), "-netdev user"): its addresses fit the command line of the guest. */
export interface UserNetwork {
  ipv4: { net: string; host: string; dns: string; dhcpStart: string } | null;
  ipv6: { net: string; host: string } | null;
}

export interface LineNetwork {
  network: UserNetwork;
  /** The first node's first IPv4 address, without prefix: where SSH is forwarded to. */
  guest: string | null;
  /** The line as the guest is given it: a `dns.` that QEMU cannot serve is another address. */
  line: string;
  /** What was changed, or does not work here: one sentence each. */
  notes: string[];
}

const numberOf = (address: string): number => ipaddr.IPv4.parse(address).toByteArray().reduce((sum, byte) => sum * 256 + byte, 0);
const textOf = (number: number): string => [24, 16, 8, 0].map((shift) => String(Math.floor(number / 2 ** shift) % 256)).join(".");

/** The first address of the network, from `from` on, that is not taken; wraps round once. */
function freeAddress(first: number, last: number, from: number, taken: ReadonlySet<number>): number {
  const count = last - first + 1;
  for (let step = 0; step < count; step++) {
    const candidate = first + ((from - first + step) % count);
    if (!taken.has(candidate)) return candidate;
  }
  return last;
}

/** What QEMU offers where the line names no IPv4 address: SLIRP's own default network. */
const DEFAULT_IPV4 = { net: "10.0.2.0/24", host: "10.0.2.2", dns: "10.0.2.3", dhcpStart: "10.0.2.15" };

/**
 * The user-mode network that plays gateway and DNS for a line (pure). QEMU refuses a DNS address equal to the
 * gateway's (net/slirp.c), so that one `dns.` token is written anew, with a note that says so; a line with `sum.` stays as it is.
 */
export function lineNetwork(site: Site, line: string): LineNetwork {
  const addresses = site.nodes.flatMap((node) => node.cards[0]?.addresses ?? []);
  const notes: string[] = [];
  if (site.vlan !== null) notes.push(`QEMU's user network carries no VLAN: with ${site.vlan.token ?? "vlan."} nothing answers beyond the card.`);

  const first4 = addresses.find((address) => !address.includes(":"));
  const first6 = addresses.find((address) => address.includes(":"));
  const gateway6 = site.gateways.find(({ value }) => value.includes(":"))?.value;
  const ipv6 = first6 === undefined ? null : network6(first6, gateway6);
  if (first4 === undefined) return { network: { ipv4: ipv6 === null ? DEFAULT_IPV4 : null, ipv6 }, guest: null, line, notes };

  const [address = "", prefix = "24"] = first4.split("/");
  const size = 2 ** (32 - Number(prefix));
  const base = Math.floor(numberOf(address) / size) * size;
  const [low, high] = [base + 1, base + size - 2];
  const inside = (number: number): boolean => number >= low && number <= high;
  const taken = new Set(addresses.filter((each) => !each.includes(":")).map((each) => numberOf(each.replace(/\/.*$/, ""))));

  const gateway = site.gateways.map(({ value }) => value).find((value) => !value.includes(":"));
  const wanted = gateway === undefined ? base + 2 : numberOf(gateway);
  const host = inside(wanted) && !taken.has(wanted) ? wanted : freeAddress(low, high, base + 2, taken);
  taken.add(host);

  const inLine = site.dns.find(({ value }) => !value.includes(":") && inside(numberOf(value)) && !taken.has(numberOf(value)));
  const dns = inLine === undefined ? freeAddress(low, high, host + 1, taken) : numberOf(inLine.value);
  taken.add(dns);
  const dhcpStart = freeAddress(low, high, Math.min(base + 100, high), taken);

  let given = line;
  const clash = inLine === undefined && site.dns.some(({ value }) => value === textOf(host));
  if (clash && /(^|\s)sum\./.test(line)) notes.push(`QEMU's user network cannot be gateway and DNS on one address: names are not resolved. The line stays as its sum. wants it.`);
  else if (clash) {
    given = line.replace(/(^|\s)(dns\.)(\S+)/g, (_, before: string, name: string, list: string) =>
      `${before}${name}${list.split(",").map((each) => (each === textOf(host) ? textOf(dns) : each)).join(",")}`);
    notes.push(`dns.${textOf(host)} becomes dns.${textOf(dns)}: QEMU's user network cannot be gateway and DNS on one address.`);
  }
  return { network: { ipv4: { net: `${textOf(base)}/${prefix}`, host: textOf(host), dns: textOf(dns), dhcpStart: textOf(dhcpStart) }, ipv6 }, guest: address, line: given, notes };
}

function network6(cidr: string, gateway: string | undefined): UserNetwork["ipv6"] {
  const net = ipaddr.IPv6.networkAddressFromCIDR(cidr);
  const [, prefix = "64"] = cidr.split("/");
  const parsed = gateway === undefined ? null : ipaddr.IPv6.parse(gateway);
  const fits = parsed?.match(net, Number(prefix)) === true;
  const parts = [...net.parts];
  parts[7] = (parts[7] ?? 0) + 2;
  return { net: `${net.toString()}/${prefix}`, host: fits && gateway !== undefined ? gateway : new ipaddr.IPv6(parts).toString() };
}
