import type { Problem, Severity } from "../model/problem.ts";
import type { Span, Token, TokenKind } from "../model/token.ts";
import { familyOf, parseAddress } from "./address.ts";
import { KIND_SEVERITY, SEVERITY, type Complaint } from "./severity.ts";

/** What can still be read of a token that is left out: decides which later token counts as its correction. */
export interface Legible {
  mac?: string | null;
  ifname?: string | null;
  /** As written, prefix included. */
  address?: string | null;
}

/** A complaint, where it belongs, and whether its token is left out. */
export interface Finding {
  complaint: Complaint;
  /** Null for the line as a whole. */
  word: { text: string; span: Span } | null;
  /** The kind of token that it is, or is meant to be. */
  kind: TokenKind | null;
  /** Not null: the token is left out, and a later one may stand in for it. */
  leftOut: Legible | null;
  /** Only where it differs from the table's. */
  severity?: Severity;
}

/**
 * Turns findings into problems, in the order of the line. A token that is left out is only a warning where a later
 * good one says the same thing rightly: corrections typed at the loader's prompt are appended to the line, and the
 * network then does come up as meant.
 */
export function toProblems(findings: readonly Finding[], tokens: readonly Token[]): Problem[] {
  const leftOut = new Set(findings.flatMap(({ word, leftOut }) => (word !== null && leftOut !== null ? [word.span.start] : [])));
  const inEffect = tokens.filter((token) => !leftOut.has(token.span.start));
  return findings
    .map((finding): Problem => {
      const { complaint, word } = finding;
      const severity = inEffect.some((token) => corrects(token, finding)) ? "warning" : severityOf(finding);
      return { ...complaint, severity, token: word?.text ?? null, span: word?.span ?? null };
    })
    .sort((a, b) => (a.span?.start ?? -1) - (b.span?.start ?? -1));
}

function severityOf({ complaint, kind, severity }: Finding): Severity {
  if (severity !== undefined) return severity;
  const fixed = SEVERITY[complaint.code];
  return fixed !== "kind" ? fixed : kind === null ? "error" : KIND_SEVERITY[kind];
}

/** Whether a later token says rightly what this one says wrongly: in its own address family, where it has one. */
function corrects(token: Token, { word, kind, leftOut }: Finding): boolean {
  if (word === null || leftOut === null || token.kind !== kind || token.span.start <= word.span.start) return false;
  if (token.kind !== "gw" && token.kind !== "mac") return true;
  const written = leftOut.address ?? "";
  if (written !== "" && familyOf(written) !== familyOf(token.address)) return false;
  if (token.kind === "gw" || leftOut.mac === token.mac) return true;
  return leftOut.ifname === token.ifname && parseAddress(written)?.ip === token.address;
}
