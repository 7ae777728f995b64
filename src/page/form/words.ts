import type { TokenKind } from "../../model/token.ts";
import { cardPlace, isEmptyCard, listOf, type CardFields, type Fields, type Place } from "./fields.ts";

/** One word of the line, and the field that it comes from; for a `mac.` token the fields of its three parts. */
export interface PlacedWord {
  text: string;
  place: Place;
  card?: { machine: number; card: number; fields: CardFields };
}

/**
 * A value that stays one word: a space that was typed must not make a second token of its tail. No value may hold a `+`,
 * so the parser says what is wrong with it.
 */
const oneWord = (value: string): string => value.trim().replace(/\s+/g, "+");

/** Twelve digits, however they are set apart (`0a0b.0c0d.0e0f`), in the form of the tokens; anything else as it is. */
function hardwareAddress(text: string): string {
  const digits = text.replace(/[.:-]/g, "");
  return /^[0-9a-f]{12}$/i.test(digits) ? (digits.match(/../g) ?? []).join(":") : text.replaceAll(".", "-");
}

/** The tokens of the form in the order in which `ramvisor iso` puts them, each with its field; empty fields give none. */
export function placedWords(fields: Fields): PlacedWord[] {
  const single = (kind: TokenKind, place: Place, value: string): PlacedWord[] => (value.trim() === "" ? [] : [{ text: `${kind}.${oneWord(value)}`, place }]);
  const machines = fields.machines.flatMap(({ cards }, machine) => cards.flatMap((card, index) => cardWords(card, machine, index)));
  const dns = listOf(fields.dns);
  return [
    ...machines,
    ...single("submask", "mask", fields.mask),
    ...listOf(fields.gateway).map((address): PlacedWord => ({ text: `gw.${address}`, place: "gateway" })),
    ...(dns.length === 0 ? [] : [{ text: `dns.${dns.join(",")}`, place: "dns" } as const]),
    ...single("ntp", "ntp", fields.ntp),
    ...single("vlan", "vlan", fields.vlan),
    ...single("bond", "bond", fields.bond),
    ...single("disks", "disks", fields.disks),
    ...single("host", "host", fields.host),
    ...single("lang", "lang", fields.lang),
    ...fields.tokens.split(/\s+/).filter((word) => word !== "").map((text): PlacedWord => ({ text, place: "tokens" })),
  ];
}

/** A bond's members share the first address (contract, rule 2); further addresses go to the first member. */
function cardWords(fields: CardFields, machine: number, card: number): PlacedWord[] {
  if (isEmptyCard(fields)) return [];
  const [macs, addresses] = [listOf(fields.macs).map(hardwareAddress), listOf(fields.addresses)];
  const place = cardPlace(machine, card, "macs");
  // A dot in the name would shift what follows it.
  const name = oneWord(fields.ifname).replaceAll(".", "+");
  const word = (mac: string, address: string): PlacedWord => ({ text: `mac.${mac}.${name}.${address}`, place, card: { machine, card, fields } });
  const [first = "", ...others] = macs;
  const [main = "", ...further] = addresses;
  return [word(first, main), ...others.map((mac) => word(mac, main)), ...further.map((address) => word(first, address))];
}
