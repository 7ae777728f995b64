import { BOND_MODES, DISK_MODES, LANGS, type TokenKind } from "../model/token.ts";
import { isHostName } from "./names.ts";
import { splitToken, TOKEN_KINDS } from "./kinds.ts";

/** A word that is meant as a token of ours, and the token that it is probably meant to be. */
export interface NearMiss {
  kind: TokenKind;
  suggestion: string;
}

/** Five bytes of a hardware address or more, and what follows it. */
const HARDWARE_ADDRESS = /^(?:([A-Za-z]{1,12})[.:,;_-])?([0-9a-f]{1,2}(?:[:-][0-9a-f]{1,2}){4,}(?:\..*)?)$/i;
const ADDRESS = /^\d{1,3}(\.\d{1,3}){2,3}\b|^[0-9a-f]{0,4}(:[0-9a-f]{0,4}){2,}/i;

/**
 * Whether a value looks like one of the kind, rightly written or not. Kernel options have dots too
 * (`i915.modeset`): a name alone that is like one of ours is no reason to speak.
 */
const LOOKS: Record<TokenKind, (value: string) => boolean> = {
  mac: (value) => HARDWARE_ADDRESS.test(value),
  submask: (value) => ADDRESS.test(value) || /^\/?\d{1,2}$/.test(value),
  gw: (value) => ADDRESS.test(value),
  dns: (value) => ADDRESS.test(value),
  lang: (value) => LANGS.some((lang) => lang === value.slice(0, 2).toLowerCase()) && /^..([_-]..(\..*)?)?$/.test(value),
  host: (value) => isHostName(value),
  ntp: (value) => ADDRESS.test(value) || (value.includes(".") && isHostName(value)),
  vlan: (value) => /^\d{1,4}$/.test(value),
  bond: (value) => BOND_MODES.some((mode) => mode === value.toLowerCase()) || /^(active|balance|lacp)/i.test(value),
  disks: (value) => DISK_MODES.some((mode) => mode === value.toLowerCase()),
  sum: (value) => /^[0-9a-f]{8}$/i.test(value),
};

/** Other names for the same thing, in use elsewhere. */
const ALIASES = new Map(Object.entries<TokenKind>({
  netmask: "submask", mask: "submask", subnet: "submask", subnetmask: "submask", genmask: "submask", prefix: "submask",
  gateway: "gw", router: "gw", route: "gw", defaultgw: "gw", default: "gw", gate: "gw",
  nameserver: "dns", nameservers: "dns", resolver: "dns", nameserv: "dns",
  language: "lang", locale: "lang", keyboard: "lang", keymap: "lang", kbd: "lang",
  hostname: "host", name: "host",
  timeserver: "ntp", ntpserver: "ntp", ntpd: "ntp", time: "ntp",
  vlanid: "vlan", "vlan-id": "vlan", bonding: "bond", lacp: "bond",
  disk: "disks", disc: "disks", discs: "disks", drives: "disks", drive: "disks", crc: "sum", crc32: "sum", checksum: "sum",
}));
/** Names that say plainly what is meant, whatever follows: no kernel module or option is called so. */
const UNMISTAKABLE = new Set(["netmask", "subnetmask", "gateway", "defaultgw", "nameserver", "nameservers", "hostname", "language", "ntpserver", "timeserver", "vlanid"]);
/** `ip.192.168.0.250`: an address without the card that is to have it. */
const ADDRESS_NAMES = new Set(["ip", "ipv4", "ip4", "ipv6", "ip6", "ipaddr", "addr", "address", "inet", "eth0"]);
/** Longer than any name that could be meant as ours. */
const LONGEST_NAME = 16;
/** One letter away from ours, and somebody else's. */
const OTHERS = new Set(["vhost", "hosts", "hest", "most", "post"]);

/**
 * Whether a word that is not ours looks as if it were meant to be: another name for it, a slip of the finger, a
 * capital letter, another separator, or the value as a word of its own. Words with `=` are never ours.
 * `next` is the word after it, for `gw 192.168.0.2`.
 */
export function nearMiss(text: string, next: string | null): NearMiss | null {
  if (text.includes("=") || splitToken(text) !== null) return null;
  const [, , hardware] = HARDWARE_ADDRESS.exec(text) ?? [];
  if (hardware !== undefined) return { kind: "mac", suggestion: `mac.${hardware}${hardware.includes(".") ? "" : ".eth0.192.168.0.250"}` };

  const [, name = "", separator = "", value = ""] = /^([a-z]+)([.:,;_-]?)(.*)$/i.exec(text) ?? [];
  const kind = TOKEN_KINDS.find((known) => known === name.toLowerCase());
  if (kind === undefined) return byName(text);
  if (name === text) return next !== null && kind !== "host" && LOOKS[kind](next) ? { kind, suggestion: `${kind}.${next}` } : null;
  // A host name looks like any word: `host-x` and `host1x` are other people's.
  const sure = separator === "." || (LOOKS[kind](value) && (kind !== "host" || separator === ":"));
  return sure && value !== "" ? { kind, suggestion: `${kind}.${value}` } : null;
}

function byName(text: string): NearMiss | null {
  const dot = text.indexOf(".");
  const name = text.slice(0, Math.max(dot, 0)).toLowerCase();
  const value = text.slice(dot + 1);
  if (dot < 1 || dot > LONGEST_NAME || value === "" || OTHERS.has(name)) return null;
  if (ADDRESS_NAMES.has(name) && ADDRESS.test(value)) return { kind: "mac", suggestion: `mac.0a:0b:0c:0d:0e:0f.eth0.${value}` };
  const kind = ALIASES.get(name) ?? TOKEN_KINDS.find((known) => slips(name, known) <= (known.length > 5 ? 2 : 1) && LOOKS[known](value));
  if (kind === undefined || !(LOOKS[kind](value) || UNMISTAKABLE.has(name))) return null;
  return { kind, suggestion: `${kind}.${value}` };
}

/** How many slips of the finger lie between two words: a letter too many, missing, wrong, or two swapped (Damerau, 1964). */
export function slips(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(Math.min(
        (above[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (above[j - 1] ?? 0) + (same ? 0 : 1),
        swapped ? (before[j - 2] ?? 0) + 1 : Infinity,
      ));
    }
    [before, above] = [above, row];
  }
  return above[b.length] ?? 0;
}
