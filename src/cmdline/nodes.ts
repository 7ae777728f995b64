import type { Cidr, Ip, Mac, Token } from "../model/token.ts";
import { familyOf, ipOf } from "./address.ts";
import { legible } from "./kinds.ts";
import type { Finding } from "./finding.ts";

export type MacToken = Extract<Token, { kind: "mac" }>;

/** A `mac.` token with its prefix settled. */
export interface Claim {
  token: MacToken;
  cidr: Cidr;
}

/** A `mac.` token that is left out: what can be read of it keeps its card's place, for a correction further on. */
export interface Gap {
  start: number;
  mac: Mac | null;
  ifname: string | null;
  ip: Ip | null;
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
type Place = Card | Gap;

/**
 * Makes cards and nodes of `mac.` tokens by the contract's four rules, in the order of the line:
 * 1. a MAC as before: the same card; 2. IFNAME and ADDRESS as before: a bond member with `bonded`, else the
 * earlier card's new MAC; 3. an IFNAME that this node has, and a new ADDRESS: the next node; 4. a further card.
 * A token that is left out keeps its place by the same rules until the end: else the second card would carry the
 * bridge for want of the first, and what corrects the first would come last.
 * What then stands twice (one address on two cards, one name in a node) is left out where it came later.
 */
export function buildNodes(claims: readonly Claim[], gaps: readonly Gap[], bonded: boolean): { nodes: Card[][]; findings: Finding[] } {
  const nodes: Place[][] = [];
  const findings: Finding[] = [];
  const all = [...claims.map((claim) => ({ start: claim.token.span.start, ...cardOf(claim), claim })), ...gaps.map((gap) => ({ ...gap, claim: null }))];
  for (const { start, mac, ifname, ip, claim } of all.sort((a, b) => a.start - b.start)) {
    const places = nodes.flat();
    const same = places.find((place) => mac !== null && macsOf(place).includes(mac));
    const twin = places.find((place) => place.ifname === ifname && ip !== null && holds(place, ip));
    const known = same ?? twin;
    if (known === undefined) {
      const current = nodes.at(-1);
      const place: Place = claim === null ? { start, mac, ifname, ip } : newCard(claim);
      const isNameAgain = current?.some((other) => ifname !== null && other.ifname === ifname) === true;
      if (current === undefined || (isNameAgain && !places.some((other) => ip !== null && holds(other, ip)))) nodes.push([place]);
      else current.push(place);
    } else if (claim !== null && isGap(known)) {
      const node = nodes.find((cards) => cards.includes(known));
      node?.splice(node.indexOf(known), 1, newCard(claim));
    } else if (claim !== null && !isGap(known)) {
      findings.push(...(known === same ? rename(known, claim.token) : remac(known, claim.token, bonded)), ...readdress(known, claim));
    }
  }
  return settle(nodes.map((places) => places.filter((place): place is Card => !isGap(place))), findings);
}

const isGap = (place: Place): place is Gap => "ip" in place;
const cardOf = ({ token }: Claim): { mac: Mac; ifname: string; ip: Ip } => ({ mac: token.mac, ifname: token.ifname, ip: token.address });
const newCard = (claim: Claim): Card => ({ macs: [claim.token.mac], ifname: claim.token.ifname, named: claim.token, held: [claim], tokens: [claim.token] });
const macsOf = (place: Place): Mac[] => (!isGap(place) ? place.macs : place.mac === null ? [] : [place.mac]);
const holds = (place: Place, ip: Ip): boolean => (isGap(place) ? place.ip === ip : place.held.some(({ cidr }) => ipOf(cidr) === ip));

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

/** Rule 2: one more member of the bond, or the right MAC after a wrong one. */
function remac(card: Card, { mac, ifname }: MacToken, bonded: boolean): Finding[] {
  const before = card.macs;
  card.macs = bonded ? [...before, mac] : [mac];
  return (bonded ? [] : before).map((old) => {
    const word = card.tokens.findLast((token) => token.mac === old) ?? card.named;
    return { complaint: { code: "token.mac.replaced", args: { before: old, after: mac, ifname } }, word, kind: "mac", leftOut: null };
  });
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
