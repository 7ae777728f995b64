import ipaddr from "ipaddr.js";
import type { Cidr, Ip } from "../model/token.ts";

export type Family = 4 | 6;

/** An address as written, with its prefix where one was given. */
export interface Address {
  ip: Ip;
  family: Family;
  prefix: number | null;
}

/** Why no card can have an address. */
export type Unusable = "network" | "broadcast" | "multicast" | "loopback" | "unspecified";

export const familyOf = (address: string): Family => (address.includes(":") ? 6 : 4);
export const ipOf = (cidr: Cidr): Ip => cidr.slice(0, cidr.indexOf("/"));

/**
 * Reads one IP address and gives it in canonical text (RFC 5952 for IPv6); null where it is none. IPv4 is four
 * plain decimal parts only: `10.1` and `010.0.0.1` mean different things to different tools. No zone (`%eth0`),
 * no IPv4 dressed up as IPv6.
 */
export function parseIp(text: string): Ip | null {
  if (!/^[0-9a-fA-F:.]+$/.test(text)) return null;
  if (!text.includes(":")) return ipaddr.IPv4.isValidFourPartDecimal(text) ? text : null;
  if (!ipaddr.IPv6.isValid(text)) return null;
  const parsed = ipaddr.IPv6.parse(text);
  return parsed.isIPv4MappedAddress() ? null : parsed.toRFC5952String();
}

/** Reads `ADDRESS` or `ADDRESS/PREFIX`; null where either is malformed. A prefix of 0 would be the whole world: none. */
export function parseAddress(text: string): Address | null {
  const [, host = "", , length] = /^([^/]*)(\/([1-9]\d{0,2}))?$/.exec(text) ?? [];
  const ip = parseIp(host);
  if (ip === null) return null;
  const family = familyOf(ip);
  const prefix = length === undefined ? null : Number(length);
  return prefix !== null && prefix > (family === 4 ? 32 : 128) ? null : { ip, family, prefix };
}

/** Reads an IPv4 mask, dotted or as a prefix length from 1 to 32; null for one with holes, and for 0.0.0.0. */
export function parseMask(text: string): number | null {
  if (/^[1-9]\d?$/.test(text)) return Number(text) <= 32 ? Number(text) : null;
  if (!ipaddr.IPv4.isValidFourPartDecimal(text)) return null;
  const prefix = ipaddr.IPv4.parse(text).prefixLengthFromSubnetMask();
  return prefix === 0 ? null : prefix;
}

/** The network that an interface address lies in: `192.168.0.0/24`. */
export function networkOf(cidr: Cidr): Cidr {
  const prefix = cidr.slice(cidr.indexOf("/") + 1);
  return familyOf(cidr) === 4
    ? `${ipaddr.IPv4.networkAddressFromCIDR(cidr).toString()}/${prefix}`
    : `${ipaddr.IPv6.networkAddressFromCIDR(cidr).toRFC5952String()}/${prefix}`;
}

/** Whether an address lies in the network of an interface address; never across families. */
export function contains(cidr: Cidr, ip: Ip): boolean {
  return familyOf(cidr) === familyOf(ip) && ipaddr.parse(ip).match(ipaddr.parseCIDR(cidr));
}

export const isLinkLocal = (ip: Ip): boolean => ipaddr.parse(ip).range() === "linkLocal";

/** What keeps an address from naming one machine, whatever its network; null where nothing does. */
export function unusableAnywhere(ip: Ip): Unusable | null {
  const range = ipaddr.parse(ip).range();
  return range === "multicast" || range === "loopback" || range === "unspecified" || range === "broadcast" ? range : null;
}

/**
 * What keeps an interface address from being one card's; null where nothing does. The first address of a network
 * is the network's own (IPv4) or every router's (IPv6, RFC 4291 2.6.1), the last IPv4 one is the broadcast
 * address; networks of two addresses or one have neither (RFC 3021, RFC 6164).
 */
export function unusable(cidr: Cidr): Unusable | null {
  const ip = ipOf(cidr);
  const anywhere = unusableAnywhere(ip);
  if (anywhere !== null) return anywhere;
  const bits = familyOf(ip) === 4 ? 32 : 128;
  if (Number(cidr.slice(cidr.indexOf("/") + 1)) >= bits - 1) return null;
  if (ipOf(networkOf(cidr)) === ip) return "network";
  return bits === 32 && ipaddr.IPv4.broadcastAddressFromCIDR(cidr).toString() === ip ? "broadcast" : null;
}
