import type { BondMode, Cidr, DiskMode, Ip, Lang, Mac } from "./token.ts";

/** A wanted value and the token that it comes from, as written; `null` where it is the default. */
export interface Setting<T> {
  value: T;
  token: string | null;
}

/** One network card that the line wants: several MACs only where they form a bond. */
export interface WantedCard {
  macs: Mac[];
  ifname: string;
  addresses: Cidr[];
  /** The `mac.` tokens it comes from, as written, in order. */
  tokens: string[];
}

/** One machine that the line wants; its first card carries the bridge. */
export interface WantedNode {
  /** Place in the line, from 0. */
  index: number;
  /** Host name, with `-1`, `-2` … where there are several nodes. */
  host: string;
  cards: WantedCard[];
}

/** What the command line wants: who is who, and how each is set up. */
export interface Site {
  nodes: WantedNode[];
  /** At most one gateway per address family. */
  gateways: Setting<Ip>[];
  dns: Setting<Ip>[];
  /** Empty: the gateway, then Debian's pool. */
  ntp: Setting<string>[];
  lang: Setting<Lang>;
  vlan: Setting<number> | null;
  bond: Setting<BondMode> | null;
  disks: Setting<DiskMode>;
  /** True where the line has any `mac.` token, a broken one included: rescue and not unconfigured. */
  hasMacToken: boolean;
  /** All our tokens as written, in order, `sum.` left out: what `sum.` covers. */
  words: string[];
}
