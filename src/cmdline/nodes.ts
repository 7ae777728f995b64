import type { Cidr, Mac, Token } from "../model/token.ts";
import { familyOf, ipOf } from "./address.ts";
import { legible } from "./kinds.ts";
import type { Finding } from "./finding.ts";

export type MacToken = Extract<Token, { kind: "mac" }>;

/** A `mac.` token with its prefix settled. */
export interface Claim {
  token: MacToken;
  cidr: Cidr;
}

/** A card of a node while the line is read. */
export interface Card {
  macs: Mac[];
  ifname: string;
  /** The token that its name comes from. */
  named: MacToken;
  /** At most one address per family, each with the token that it comes from. */
  held: Claim[];
  tokens: MacToken[];
}

/**
 * Makes cards and nodes of `mac.` tokens by the contract's four rules, in the order of the line:
 * 1. a MAC as before: the same card; 2. IFNAME and ADDRESS as before: a bond member with `bonded`, else the
 * earlier card's new MAC; 3. an IFNAME that this node has, and a new ADDRESS: the next node; 4. a further card.
 * What then stands twice (one address on two cards, one name in a node) is left out where it came later.
 */
export function buildNodes(claims: readonly Claim[], bonded: boolean): { nodes: Card[][]; findings: Finding[] } {
  const nodes: Card[][] = [];
  const findings: Finding[] = [];
  for (const claim of claims) {
    const { mac, ifname, address } = claim.token;
    const cards = nodes.flat();
    const same = cards.find((card) => card.macs.includes(mac));
    const twin = cards.find((card) => card.ifname === ifname && holds(card, address));
    const current = nodes.at(-1);
    if (same !== undefined) {
      findings.push(...rename(same, claim.token), ...readdress(same, claim));
    } else if (twin !== undefined) {
      if (!bonded) findings.push(...twin.macs.map((before) => replaced(twin, before, claim.token)));
      twin.macs = bonded ? [...twin.macs, mac] : [mac];
      findings.push(...readdress(twin, claim));
    } else {
      const card: Card = { macs: [mac], ifname, named: claim.token, held: [claim], tokens: [claim.token] };
      const startsNode = current === undefined || (current.some((other) => other.ifname === ifname) && !cards.some((other) => holds(other, address)));
      if (startsNode) nodes.push([card]);
      else current.push(card);
    }
  }
  return { ...settle(nodes, findings) };
}

const holds = (card: Card, ip: string): boolean => card.held.some(({ cidr }) => ipOf(cidr) === ip);

function rename(card: Card, token: MacToken): Finding[] {
  const before = card.named;
  if (before.ifname === token.ifname) return [];
  card.ifname = token.ifname;
  card.named = token;
  return [{ complaint: { code: "token.repeated", args: { before: before.text, after: token.text } }, word: before, kind: "mac", leftOut: null }];
}

function readdress(card: Card, claim: Claim): Finding[] {
  const place = card.held.findIndex(({ cidr }) => familyOf(cidr) === familyOf(claim.cidr));
  const before = card.held[place];
  card.tokens = [...card.tokens, claim.token];
  if (before === undefined) card.held = [...card.held, claim];
  else card.held = card.held.with(place, claim);
  if (before === undefined || before.cidr === claim.cidr) return [];
  const args = { mac: claim.token.mac, before: before.cidr, after: claim.cidr };
  return [{ complaint: { code: "token.address.replaced", args }, word: before.token, kind: "mac", leftOut: null }];
}

function replaced(card: Card, before: Mac, { mac, ifname }: MacToken): Finding {
  const word = card.tokens.findLast((token) => token.mac === before) ?? card.named;
  return { complaint: { code: "token.mac.replaced", args: { before, after: mac, ifname } }, word, kind: "mac", leftOut: null };
}

/** Leaves out what stands twice once the whole line is read: a correction may have put it right by then. */
function settle(nodes: Card[][], findings: Finding[]): { nodes: Card[][]; findings: Finding[] } {
  const holders = new Map<string, Card>();
  const inOrder = nodes.flat().flatMap((card) => card.held.map((claim) => ({ card, claim })));
  for (const { card, claim } of inOrder.sort((a, b) => a.claim.token.span.start - b.claim.token.span.start)) {
    const ip = ipOf(claim.cidr);
    const holder = holders.get(ip);
    if (holder === undefined) {
      holders.set(ip, card);
    } else {
      card.held = card.held.filter((other) => other !== claim);
      findings.push(leaveOut(claim.token, { code: "token.address.taken", args: { address: ip, otherMac: holder.macs.join(" ") } }));
    }
  }
  const addressed = nodes.map((cards) => cards.filter(({ held }) => held.length > 0));
  const distinct = addressed.map((cards) => {
    const byName = new Map<string, Card>();
    for (const card of cards.toSorted((a, b) => a.named.span.start - b.named.span.start)) {
      if (!byName.has(card.ifname)) byName.set(card.ifname, card);
      else findings.push(leaveOut(card.named, { code: "token.ifname", args: { ifname: card.ifname, reason: "taken", longest: "15" } }));
    }
    return cards.filter((card) => byName.get(card.ifname) === card);
  });
  return { nodes: distinct.filter((cards) => cards.length > 0), findings };
}

function leaveOut(token: MacToken, complaint: Finding["complaint"]): Finding {
  return { complaint, word: token, kind: "mac", leftOut: legible("mac", token.text.slice("mac.".length)) };
}
