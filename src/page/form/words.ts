import type { TokenKind } from "../../model/token.ts";
import { cardPlace, isEmptyCard, listOf, type CardFields, type Fields, type Place } from "./fields.ts";

/** One word of the line, and the field that it comes from; for a `mac.` token the fields of its three parts. */
export interface PlacedWord {
  text: string;
  place: Place;
  card?: { machine: number; card: number; fields: CardFields };
}

/**
 * A value as one word: a space that was typed must not make a second token of its tail, so it is quoted as the kernel
 * quotes, and the parser then says what is wrong with it.
 */
const oneWord = (kind: TokenKind, value: string): string => (/\s/.test(value) ? `"${kind}.${value}"` : `${kind}.${value}`);

/** The tokens of the form in the order of the line, each with its field; empty fields give none. */
export function placedWords(fields: Fields): PlacedWord[] {
  const single = (kind: TokenKind, place: Place, value: string): PlacedWord[] => (value.trim() === "" ? [] : [{ text: oneWord(kind, value.trim()), place }]);
  const machines = fields.machines.flatMap(({ cards }, machine) => cards.flatMap((card, index) => cardWords(card, machine, index)));
  const dns = listOf(fields.dns);
  return [
    ...machines,
    ...single("submask", "mask", fields.mask),
    ...listOf(fields.gateway).map((address): PlacedWord => ({ text: `gw.${address}`, place: "gateway" })),
    ...(dns.length === 0 ? [] : [{ text: `dns.${dns.join(",")}`, place: "dns" } as const]),
    ...single("ntp", "ntp", fields.ntp),
    ...single("lang", "lang", fields.lang),
    ...single("host", "host", fields.host),
    ...single("vlan", "vlan", fields.vlan),
    ...single("bond", "bond", fields.bond),
    ...single("disks", "disks", fields.disks),
    ...fields.tokens.split(/\s+/).filter((word) => word !== "").map((text): PlacedWord => ({ text, place: "tokens" })),
  ];
}

/** A bond's members share the first address (contract, rule 2); further addresses go to the first member. */
function cardWords(fields: CardFields, machine: number, card: number): PlacedWord[] {
  if (isEmptyCard(fields)) return [];
  const [macs, addresses] = [listOf(fields.macs), listOf(fields.addresses)];
  const name = fields.ifname.trim();
  const word = (mac: string, address: string): PlacedWord => ({
    // A dot in the name would shift the address; its place in the token is the name's all the same.
    text: /\s/.test(name) ? `"mac.${mac}.${name}.${address}"` : `mac.${mac}.${name}.${address}`,
    place: cardPlace(machine, card, "macs"),
    card: { machine, card, fields },
  });
  const [first = "", ...others] = macs;
  const [main = "", ...further] = addresses;
  return [word(first, main), ...others.map((mac) => word(mac, main)), ...further.map((address) => word(first, address))];
}

/** The tokens as one text, and the place that each stretch of it comes from. */
export function tokensOf(words: readonly PlacedWord[]): { text: string; spans: { start: number; end: number; word: PlacedWord }[] } {
  let start = 0;
  const spans = words.map((word) => {
    const span = { start, end: start + word.text.length, word };
    start = span.end + 1;
    return span;
  });
  return { text: words.map(({ text }) => text).join(" "), spans };
}
