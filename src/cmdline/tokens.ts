import type { Token, TokenKind } from "../model/token.ts";
import type { Finding } from "./finding.ts";
import { KINDS, legible, splitToken } from "./kinds.ts";
import { nearMiss } from "./near.ts";
import { asWritten, type Word } from "./words.ts";

/** What the words of a line say, before they are put together. */
export interface Tokens {
  tokens: Token[];
  findings: Finding[];
  /** All words of ours as written, well-formed or not, `sum.` left out. */
  words: string[];
  /** Kinds of which the line has a word, well-formed, broken or a near miss: no default is announced for these. */
  meant: Set<TokenKind>;
  hasMacToken: boolean;
  /** End of the last word of ours, in UTF-16 units. */
  end: number;
}

/** Reads every word; what is not ours is passed over in silence. */
export function readTokens(words: readonly Word[]): Tokens {
  const ours = words.flatMap((word) => {
    const split = splitToken(word.text);
    return split === null ? [] : [{ word, ...split }];
  });
  const vlan = ours.reduce<number | null>((last, { kind, value }) => (kind === "vlan" ? (KINDS.vlan(value, null).said?.id ?? last) : last), null);
  const read = ours.map((one) => readOne(one.word, one.kind, one.value, vlan));
  const near = words.flatMap((word, i) => nearMissOf(word, words[i + 1]));
  return {
    tokens: read.flatMap(({ token }) => token ?? []),
    findings: [...read.flatMap(({ findings }) => findings), ...near, ...words.flatMap(openQuote)],
    words: ours.flatMap(({ word, kind }) => (kind === "sum" ? [] : [asWritten(word)])),
    meant: new Set([...ours.map(({ kind }) => kind), ...near.flatMap(({ kind }) => kind ?? [])]),
    hasMacToken: ours.some(({ kind }) => kind === "mac"),
    end: ours.at(-1)?.word.span.end ?? 0,
  };
}

function readOne(word: Word, kind: TokenKind, value: string, vlan: number | null): { token: Token | null; findings: Finding[] } {
  const leftOut = legible(kind, value);
  if (value === "") return { token: null, findings: [{ complaint: { code: "token.empty", args: { name: kind } }, word, kind, leftOut }] };
  const { said, complaints } = KINDS[kind](value, vlan);
  return {
    // The table gives each kind what that kind says; the compiler cannot follow that through the lookup.
    token: said === null ? null : ({ kind, text: word.text, span: word.span, ...said } as Token),
    findings: complaints.map((complaint) => ({ complaint, word, kind, leftOut })),
  };
}

function nearMissOf(word: Word, next: Word | undefined): Finding[] {
  const near = nearMiss(word.text, next?.text ?? null);
  if (near === null) return [];
  const { kind, suggestion } = near;
  return [{ complaint: { code: "token.near-miss", args: { suggestion } }, word, kind, leftOut: legible(kind, suggestion.slice(kind.length + 1)) }];
}

/** A quote that is never closed makes one word of the rest of the line: bad where that hides tokens of ours. */
function openQuote(word: Word): Finding[] {
  if (!word.unbalanced) return [];
  const hidesOurs = word.raw.split(/\s+/).slice(1).some((piece) => splitToken(piece.replaceAll('"', "")) !== null);
  return [{ complaint: { code: "line.quote", args: { text: word.raw } }, word, kind: null, leftOut: null, severity: hidesOurs ? "error" : "warning" }];
}
