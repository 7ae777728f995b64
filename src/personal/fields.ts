import { parseMask } from "../cmdline/address.ts";
import { splitToken } from "../cmdline/kinds.ts";
import { parseCmdline } from "../cmdline/index.ts";
import type { TokenKind } from "../model/token.ts";
import type { LineRefusal } from "./problem.ts";

/** The order in which kinds of tokens stand on a line that is put together here. */
export const TOKEN_ORDER: readonly Exclude<TokenKind, "sum">[] = ["mac", "submask", "gw", "dns", "ntp", "vlan", "bond", "disks", "host", "lang"];

/** One card of one node as a person gives it; checked by the agent's parser alone. */
export interface NodeField {
  mac: string;
  /** With its prefix, or without. */
  ip: string;
  name: string;
}

/**
 * Reads `mac=…,ip=…[,name=eth0][,mask=24]`, in any order; the mask, dotted or a prefix length, goes onto the address.
 * Null where a part is unknown, missing or twice, or the mask is none.
 */
export function readNode(text: string): NodeField | null {
  const parts = new Map<string, string>();
  for (const part of text.split(",")) {
    const [, key = "", value = ""] = /^(mac|ip|name|mask)=(.+)$/.exec(part) ?? [];
    if (key === "" || parts.has(key)) return null;
    parts.set(key, value);
  }
  const [mac, ip, name, mask] = ["mac", "ip", "name", "mask"].map((key) => parts.get(key));
  if (mac === undefined || ip === undefined) return null;
  if (mask === undefined) return { mac, ip, name: name ?? "eth0" };
  const prefix = ip.includes("/") ? null : ip.includes(":") ? mask : parseMask(mask);
  return prefix === null ? null : { mac, ip: `${ip}/${String(prefix)}`, name: name ?? "eth0" };
}

export const nodeToken = ({ mac, ip, name }: NodeField): string => `mac.${mac}.${name}.${ip}`;

/** Null where the word is a token of ours or close to one, so that the parser has something to say about it. */
export function isForeign(word: string): boolean {
  return splitToken(word) === null && parseCmdline(word).problems.length === 0;
}

/**
 * The tokens of a line after a change: of each kind that is given, the given ones alone; of the others what was there,
 * unless it is dropped. In TOKEN_ORDER, what is no token at the end.
 */
export function mergeTokens(before: string, given: readonly string[], drop: ReadonlySet<string>): string[] {
  const kind = (word: string): string => splitToken(word)?.kind ?? "";
  const replaced = new Set(given.map(kind));
  const kept = before.split(" ").filter((word) => word !== "" && !replaced.has(kind(word)) && !drop.has(kind(word)));
  const place = (word: string): number => (TOKEN_ORDER as readonly string[]).concat("").indexOf(kind(word));
  return [...kept, ...given].sort((a, b) => place(a) - place(b));
}

/** A value with a blank in it would become two words. */
export function spaced(words: readonly string[]): LineRefusal | null {
  for (const word of words) {
    const [character] = /\s/.exec(word) ?? [];
    if (character !== undefined) return { code: "line.character", args: { word, character } };
  }
  return null;
}
