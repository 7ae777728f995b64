import type { ProblemArgs } from "../model/problem.ts";
import { parseIp } from "./address.ts";

/** IFNAMSIZ is 16 with its closing NUL (linux/if.h). */
const IFNAME_MAX = 15;
/** HOST_NAME_MAX of Linux; one label of a DNS name holds 63 (RFC 1035). */
const HOST_MAX = 64;
const LABEL_MAX = 63;
/** The longest name in DNS as text (RFC 1035, RFC 1123). */
const DNS_NAME_MAX = 253;

/**
 * Names that no card can be given: `lo` and `br0` exist; `all` and `default` are directories beside the cards'
 * own in /proc/sys/net, `bonding_masters` is a file in /sys/class/net, and networkd refuses the first two.
 * `none`, `any` and `off` mean "no card" to one tool or another.
 */
const RESERVED = new Set(["lo", "br0", "all", "default", "none", "any", "off", "bonding_masters"]);
/** Names that libvirt gives to the guests' side of a bridge, and the tunnels that a module makes as it loads. */
const RESERVED_FORM = /^(virbr|vnet|vif|macvtap|macvlan)\d+(-nic)?$|^(tunl|sit|gre|gretap|erspan|ip6tnl|ip6gre|ip_vti|ip6_vti)0$/;

/** The longest IFNAME: `<name>.<vlan>` below the bridge has to fit as well. */
export function longestIfname(vlan: number | null): number {
  return vlan === null ? IFNAME_MAX : IFNAME_MAX - `.${vlan}`.length;
}

/** What is wrong with a name for a card; null where nothing is. */
export function wrongIfname(ifname: string, longest: number): ProblemArgs["token.ifname"]["reason"] | null {
  if (ifname === "") return "empty";
  if (!/^[A-Za-z][A-Za-z0-9_-]*$/.test(ifname)) return "characters";
  if (ifname.length > longest) return "long";
  return RESERVED.has(ifname) || RESERVED_FORM.test(ifname) ? "reserved" : null;
}

const isLabel = (label: string): boolean => label.length <= LABEL_MAX && /^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$/.test(label);

/** A name after RFC 1123, 2.1, of one label or more; what ends in a number (`300.1.1.1`) is meant as an address. */
export function isDnsName(name: string): boolean {
  const labels = name.split(".");
  return name.length <= DNS_NAME_MAX && labels.every(isLabel) && !(labels.length > 1 && /^\d+$/.test(labels.at(-1) ?? ""));
}

/** A name that a Linux host can have. `localhost` counts as unset to systemd (hostname(5)). */
export function isHostName(name: string): boolean {
  return isDnsName(name) && name.length <= HOST_MAX && parseIp(name) === null && !/^localhost(\.|$)/i.test(name);
}

/** The host name of one node: with several, `-1`, `-2` … goes onto the first label (`av.example.org`, `av-2.example.org`). */
export function nodeHost(name: string, index: number, count: number): string {
  if (count < 2) return name;
  const [first = "", ...domain] = name.split(".");
  return [`${first}-${index + 1}`, ...domain].join(".");
}

/** The rule of the site overlay's `site.id`. */
export const SITE_ID = /^[a-z0-9-]{1,32}$/;
