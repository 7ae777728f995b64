/** A place in the command line: UTF-16 units, end exclusive. */
export interface Span {
  start: number;
  end: number;
}

/** Hardware address, lower case, colons: `0a:0b:0c:0d:0e:0f`. */
export type Mac = string;
/** IP address in canonical text, no prefix: `192.168.0.2`, `2001:db8::2`. */
export type Ip = string;
/** Interface address in canonical text with its prefix: `192.168.0.250/24`. */
export type Cidr = string;

export const LANGS = ["de", "en", "fr", "it"] as const;
export type Lang = (typeof LANGS)[number];

export const DISK_MODES = ["auto", "separate", "mirror", "none"] as const;
export type DiskMode = (typeof DISK_MODES)[number];

/** The bonding modes by their kernel names (Documentation/networking/bonding.rst). */
export const BOND_MODES = [
  "balance-rr", "active-backup", "balance-xor", "broadcast", "802.3ad", "balance-tlb", "balance-alb",
] as const;
export type BondMode = (typeof BOND_MODES)[number];

interface Written {
  /** The token as written, quotes taken off. */
  text: string;
  span: Span;
}

/** One well-formed token of ours. What is malformed never becomes a token: it is a problem instead. */
export type Token = Written &
  (
    | { kind: "mac"; mac: Mac; ifname: string; address: Ip; prefix: number | null }
    | { kind: "submask"; prefix: number }
    | { kind: "gw"; address: Ip }
    | { kind: "dns"; addresses: Ip[] }
    | { kind: "lang"; lang: Lang }
    | { kind: "host"; name: string }
    | { kind: "ntp"; server: string }
    | { kind: "vlan"; id: number }
    | { kind: "bond"; mode: BondMode }
    | { kind: "disks"; mode: DiskMode }
    | { kind: "sum"; crc: string }
  );

export type TokenKind = Token["kind"];
