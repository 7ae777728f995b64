import { parseCmdline } from "../../cmdline/index.ts";
import { KINDS, splitToken } from "../../cmdline/kinds.ts";
import type { WantedCard } from "../../model/site.ts";
import type { TokenKind } from "../../model/token.ts";
import { emptyFields, emptyMachine, type CardFields, type Fields, type SiteField } from "./fields.ts";
import { placedWords } from "./words.ts";

const FIELD_OF: Partial<Record<TokenKind, SiteField>> = {
  submask: "mask", gw: "gateway", dns: "dns", ntp: "ntp", vlan: "vlan", bond: "bond", lang: "lang", host: "host", disks: "disks",
};
/** Kinds of which a field holds several values. */
const SEVERAL = new Set<TokenKind>(["gw", "dns"]);

/**
 * The form of a line that is there already. What the fields cannot hold word for word in meaning (corrections, an error)
 * goes whole into the field for further tokens: nothing of a line is lost or changed by looking at it.
 */
export function fillFields(tokens: string, options: string): Fields {
  const fields = readable(tokens, options);
  const again = placedWords(fields).map(({ text }) => text).join(" ");
  return meaning(again) === meaning(tokens) ? fields : { ...emptyFields(options), tokens };
}

function readable(tokens: string, options: string): Fields {
  const fields = emptyFields(options);
  const { site } = parseCmdline(tokens);
  const machines = site.nodes.map(({ cards }) => ({ cards: cards.map(cardFields) }));
  const values = site.words.flatMap((word) => splitToken(word) ?? []);
  for (const [kind, field] of Object.entries(FIELD_OF) as [TokenKind, SiteField][]) {
    const found = values.filter((token) => token.kind === kind).map(({ value }) => value);
    fields[field] = SEVERAL.has(kind) ? found.flatMap((value) => value.split(",")).join(", ") : (found.at(-1) ?? "");
  }
  return { ...fields, machines: machines.length === 0 ? [emptyMachine()] : machines };
}

/** A card as written: its addresses keep the prefix that they have, and none that they have not. */
function cardFields({ macs, ifname, tokens }: WantedCard): CardFields {
  const written = tokens.map((token) => {
    const { said } = KINDS.mac(token.slice("mac.".length), null);
    return said === null ? "" : said.prefix === null ? said.address : `${said.address}/${said.prefix}`;
  });
  return { macs: macs.join(", "), ifname, addresses: [...new Set(written)].join(", ") };
}

/** All that the parser makes of a line but how it is written. */
function meaning(line: string): string {
  const { site, problems } = parseCmdline(line);
  const written = new Set(["token", "tokens", "words"]);
  return JSON.stringify([site, problems.map(({ code, args }) => [code, args])], (key, value: unknown) => (written.has(key) ? undefined : value));
}
