import { BOND_MODES, DISK_MODES, LANGS, type Token, type TokenKind } from "../model/token.ts";
import { parseIp, parseMask, unusableAnywhere } from "./address.ts";
import { legibleMac, parseMacValue } from "./mac.ts";
import { isDnsName, isHostName } from "./names.ts";
import type { Complaint } from "./severity.ts";

/** What a token says beside its kind and place. */
type Said<K extends TokenKind> = Omit<Extract<Token, { kind: K }>, "kind" | "text" | "span">;

/** Both may be there: `dns.` keeps its good servers when one of them is malformed. */
export interface Parsed<K extends TokenKind> {
  said: Said<K> | null;
  complaints: Complaint[];
}

const good = <K extends TokenKind>(said: Said<K>): Parsed<K> => ({ said, complaints: [] });
const wrong = (...complaints: Complaint[]): { said: null; complaints: Complaint[] } => ({ said: null, complaints });

/** One of a fixed list of words, exactly as written. */
const oneOf = <T extends string>(known: readonly T[], value: string): T | null => known.find((word) => word === value) ?? null;

/** The address of another machine: one that a packet can be sent to. */
function parsePeer(text: string): string | null {
  const ip = parseIp(text);
  return ip === null || unusableAnywhere(ip) !== null ? null : ip;
}

/**
 * One parser per kind of token: given what follows the first dot (never empty), and the VLAN of the line, which
 * takes room from the names of cards.
 */
export const KINDS: { [K in TokenKind]: (value: string, vlan: number | null) => Parsed<K> } = {
  mac: (value, vlan) => {
    const parsed = parseMacValue(value, vlan);
    if (Array.isArray(parsed)) return wrong(...parsed);
    const { mac, ifname, address } = parsed;
    return good<"mac">({ mac, ifname, address: address.ip, prefix: address.prefix });
  },
  submask: (value) => {
    const prefix = parseMask(value);
    return prefix === null ? wrong({ code: "token.mask", args: { mask: value } }) : good<"submask">({ prefix });
  },
  gw: (value) => {
    const address = parsePeer(value);
    return address === null ? wrong({ code: "token.gw", args: { gateway: value } }) : good<"gw">({ address });
  },
  dns: (value) => {
    const written = value.split(",");
    const usable = written.map(parsePeer).filter((address) => address !== null);
    const unusable = new Set(written.filter((dns) => parsePeer(dns) === null).map((dns) => (dns === "" ? value : dns)));
    const complaints = [...unusable].map((dns): Complaint => ({ code: "token.dns", args: { dns } }));
    return { said: usable.length === 0 ? null : { addresses: usable }, complaints };
  },
  lang: (value) => {
    const lang = oneOf(LANGS, value);
    return lang === null ? wrong({ code: "token.lang", args: { lang: value, known: LANGS.join(" ") } }) : good<"lang">({ lang });
  },
  host: (value) => (isHostName(value) ? good<"host">({ name: value }) : wrong({ code: "token.host", args: { host: value } })),
  ntp: (value) => {
    const server = parsePeer(value) ?? (parseIp(value) === null && isDnsName(value) ? value : null);
    return server === null ? wrong({ code: "token.ntp", args: { ntp: value } }) : good<"ntp">({ server });
  },
  vlan: (value) =>
    /^[1-9]\d{0,3}$/.test(value) && Number(value) <= 4094 ? good<"vlan">({ id: Number(value) }) : wrong({ code: "token.vlan", args: { vlan: value } }),
  bond: (value) => {
    const mode = oneOf(BOND_MODES, value);
    return mode === null ? wrong({ code: "token.bond", args: { mode: value, known: BOND_MODES.join(" ") } }) : good<"bond">({ mode });
  },
  disks: (value) => {
    const mode = oneOf(DISK_MODES, value);
    return mode === null ? wrong({ code: "token.disks", args: { mode: value, known: DISK_MODES.join(" ") } }) : good<"disks">({ mode });
  },
  sum: (value) => (/^[0-9a-f]{8}$/i.test(value) ? good<"sum">({ crc: value.toLowerCase() }) : wrong({ code: "token.sum", args: { sum: value } })),
};

export const TOKEN_KINDS = Object.keys(KINDS) as TokenKind[];

/** `gw.192.168.0.2` is of kind `gw` and has the value `192.168.0.2`; null for every word that is not ours. */
export function splitToken(text: string): { kind: TokenKind; value: string } | null {
  const dot = text.indexOf(".");
  const kind = oneOf(TOKEN_KINDS, text.slice(0, dot === -1 ? 0 : dot));
  return kind === null || text.includes("=") ? null : { kind, value: text.slice(dot + 1) };
}

/** What can still be read of a malformed value: see Legible. */
export function legible(kind: TokenKind, value: string): { mac?: string | null; ifname?: string | null; address?: string | null } {
  return kind === "mac" ? legibleMac(value) : kind === "gw" ? { address: value } : {};
}
