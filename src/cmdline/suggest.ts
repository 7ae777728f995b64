import type { Site, WantedCard } from "../model/site.ts";
import type { Ip, Mac, TokenKind } from "../model/token.ts";
import { familyOf, ipOf, parseAddress, unusable } from "./address.ts";
import { KINDS, legible, splitToken } from "./kinds.ts";
import { wrongIfname } from "./names.ts";

/** Stand-ins where the line says nothing: whoever prints them says that they are to be replaced. */
const PLACEHOLDER = { ifname: "eth0", address: "192.168.0.250", others: ["submask.255.255.255.0", "gw.192.168.0.2", "dns.192.168.0.2"] };

/**
 * The tokens to type so that the card with this hardware address is the wanted one: the arguments of
 * `ramvisor apply`, and equally what can be appended to the line at the loader's prompt. The line's own tokens
 * that are in effect are kept as written, and `mac` stands in for the MAC of the card that has `address` (default:
 * the first card of the first node), in a bond for the member's that is most like it. Where no token makes a card, one is added, with the name and address
 * of a broken `mac.` token as far as these are good, else eth0 and `address` or 192.168.0.250. A line with nothing
 * of ours gets submask.255.255.255.0 gw.192.168.0.2 dns.192.168.0.2 as well. `sum.` is never part of it.
 */
export function tokenLine(mac: Mac, site: Site, address?: Ip): string {
  const cards = site.nodes.flatMap((node) => node.cards);
  const chosen = cards.find((card) => card.addresses.some((cidr) => ipOf(cidr) === address)) ?? cards[0];
  const cardWords = cards.flatMap((card) => (card === chosen ? macWords(card, mac) : macWords(card, null)));
  const settings = site.words.length === 0 ? PLACEHOLDER.others : settingWords(site);
  return [...(chosen === undefined ? [newCard(mac, site, address)] : cardWords), ...settings].join(" ");
}

/** A card's tokens that are in effect, as written but for the MAC that another stands in for. */
function macWords(card: WantedCard, standIn: Mac | null): string[] {
  const out = standIn === null ? null : card.macs.toSorted((a, b) => unlike(a, standIn) - unlike(b, standIn))[0];
  const words = card.tokens.flatMap((word) => {
    const { said } = KINDS.mac(word.slice("mac.".length), null);
    const counts = said !== null && said.ifname === card.ifname && card.macs.includes(said.mac) && card.addresses.some((cidr) => ipOf(cidr) === said.address);
    if (!counts) return [];
    return said.mac === out ? [`mac.${standIn ?? out}${word.slice("mac.".length + said.mac.length)}`] : [word];
  });
  return [...new Set(words)];
}

/** In how many digits two addresses differ. */
const unlike = (a: Mac, b: Mac): number => [...a].filter((digit, i) => digit !== b[i]).length;

/** The other tokens that are in effect, in the order of the line; of a `dns.` token the good part. */
function settingWords(site: Site): string[] {
  const settings = [...site.gateways, ...site.dns, ...site.ntp, site.lang, site.vlan, site.bond, site.disks];
  const inEffect = new Set(settings.flatMap((setting) => setting?.token ?? []));
  for (const kind of ["submask", "host"] as const) {
    const last = site.words.findLast((word) => isGood(word, kind));
    if (last !== undefined) inEffect.add(last);
  }
  const words = site.words.filter((word) => inEffect.has(word));
  return [...new Set(words)].map((word) => {
    const dns = word.startsWith("dns.") ? KINDS.dns(word.slice("dns.".length), null) : null;
    return dns?.said == null || dns.complaints.length === 0 ? word : `dns.${dns.said.addresses.join(",")}`;
  });
}

function isGood(word: string, kind: TokenKind): boolean {
  const token = splitToken(word);
  return token?.kind === kind && token.value !== "" && KINDS[kind](token.value, null).said !== null;
}

/** A token for a card that the line does not describe, or describes wrongly. */
function newCard(mac: Mac, site: Site, address: Ip | undefined): string {
  const broken = site.words.flatMap((word) => {
    const token = splitToken(word);
    return token?.kind === "mac" ? [legible("mac", token.value)] : [];
  });
  const ifname = broken.map((parts) => parts.ifname ?? "").find((name) => wrongIfname(name, 10) === null);
  const written = broken.map((parts) => parts.address ?? "").find(isUsable);
  return `mac.${mac}.${ifname ?? PLACEHOLDER.ifname}.${withPrefix(address) ?? written ?? nextTo(site.gateways[0]?.value)}`;
}

const withPrefix = (address: Ip | undefined): string | undefined => (address !== undefined && familyOf(address) === 6 ? `${address}/64` : address);

function isUsable(written: string): boolean {
  const address = parseAddress(written);
  if (address === null || (address.family === 6 && address.prefix === null)) return false;
  return unusable(`${address.ip}/${address.prefix ?? 24}`) === null;
}

/** An example address in the gateway's network, so that the line as printed is at least consistent. */
function nextTo(gateway: Ip | undefined): string {
  if (gateway === undefined || familyOf(gateway) === 6) return PLACEHOLDER.address;
  const [a, b, c, d] = gateway.split(".");
  return [a, b, c, d === "250" ? "251" : "250"].join(".");
}
