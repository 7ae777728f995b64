import { problemMessages } from "../messages/problems/index.ts";
import type { Problem } from "../model/problem.ts";
import type { Lang } from "../model/token.ts";

export interface ProblemText {
  message: string;
  hint: string | null;
}

/** A problem's message and hint in the reader's language. */
export function problemText(problem: Problem, lang: Lang): ProblemText {
  return (problemMessages[lang][problem.code] as (args: unknown) => ProblemText)(problem.args);
}

/** The values that a message can be about, by their names in ProblemArgs. */
const FAULTY = ["ifname", "address", "mac", "gateway", "dns", "ntp"] as const;

/**
 * Where in the token the faulty part lies, to be underlined; null where it is the whole value (`submask.255.0.255.0`)
 * or cannot be found: an underline there would say nothing.
 */
export function faultyPart({ token, args }: Problem): { start: number; length: number } | null {
  if (token === null) return null;
  const values: Record<string, string | undefined> = { ...args };
  const written = token.toLowerCase().replaceAll("-", ":");
  for (const name of FAULTY) {
    const value = values[name]?.toLowerCase().replaceAll("-", ":") ?? "";
    const start = value === "" ? -1 : written.lastIndexOf(value);
    const whole = start <= written.indexOf(".") + 1 && start + value.length === written.length;
    if (start >= 0 && !whole) return { start, length: value.length };
  }
  return null;
}
