import type { Setting } from "../model/site.ts";
import type { Token, TokenKind } from "../model/token.ts";
import type { Finding } from "./finding.ts";

export type TokenOf<K extends TokenKind> = Extract<Token, { kind: K }>;

export const ofKind = <K extends TokenKind>(tokens: readonly Token[], kind: K): TokenOf<K>[] =>
  tokens.filter((token): token is TokenOf<K> => token.kind === kind);

/**
 * The token of a kind that counts where only one can: the last, since corrections are appended to the line. Earlier
 * ones that say something else are named; `same` tells whether two say the same.
 */
export function lastOf<T extends Token>(tokens: readonly T[], same: (a: T, b: T) => boolean): { last: T | null; findings: Finding[] } {
  const last = tokens.at(-1) ?? null;
  if (last === null) return { last, findings: [] };
  const overruled = tokens.filter((token) => !same(token, last));
  return {
    last,
    findings: overruled.map((token) => ({ complaint: { code: "token.repeated", args: { before: token.text, after: last.text } }, word: token, kind: token.kind, leftOut: null })),
  };
}

/** A wanted value with the token that it comes from. */
export function setting<T extends Token, V>(token: T, value: (token: T) => V): Setting<V> {
  return { value: value(token), token: token.text };
}
