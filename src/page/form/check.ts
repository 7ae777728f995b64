import { composeLine, type ComposedLine, type LineRefusal } from "../../personal/index.ts";
import type { Problem } from "../../model/problem.ts";
import { isEmptyCard, type Fields, type Place } from "./fields.ts";
import { placeOf } from "./place.ts";
import { placedWords, type PlacedWord } from "./words.ts";

/** What is wrong, and where the form shows it. */
export type Placed =
  | { place: Place; severity: "error" | "warning"; kind: "problem"; problem: Problem }
  | { place: Place; severity: "error"; kind: "refusal"; refusal: LineRefusal }
  /** A machine that nothing is said of, beside others. */
  | { place: Place; severity: "error"; kind: "emptyMachine"; machine: number };

export interface Checked {
  /** As it goes to personalise(). */
  tokens: string;
  extra: string;
  composed: ComposedLine;
  placed: Placed[];
}

const isSum = (word: string): boolean => word.startsWith("sum.");

/** The line that the form makes, read by the agent's own parser, and each of its problems at a field. `room`: bytes. */
export function checkForm(fields: Fields, room: number | undefined): Checked {
  const words = placedWords(fields).filter(({ text }) => !isSum(text));
  const [tokens, extra] = [words.map(({ text }) => text).join(" "), fields.options.split(/\s+/).filter((word) => word !== "" && !isSum(word)).join(" ")];
  const composed = composeLine({ tokens, extra, ...(room === undefined ? {} : { room }) });
  // What stands before our words is the sum that composeLine() puts there.
  const start = composed.line.length - [tokens, extra].filter((part) => part !== "").join(" ").length;
  const placed = composed.problems.map((problem): Placed => ({ kind: "problem", problem, severity: problem.severity, place: placeOf(problem, problem.span === null ? null : wordAt(words, problem.span.start - start)) }));
  const { refusal } = composed;
  if (refusal !== null) placed.push({ kind: "refusal", refusal, severity: "error", place: refusal.code === "line.room" ? "line" : (words.find(({ text }) => text === refusal.args.word)?.place ?? "options") });
  return { tokens, extra, composed, placed: [...placed, ...emptyMachines(fields)] };
}

function wordAt(words: readonly PlacedWord[], at: number): PlacedWord | null {
  let start = 0;
  for (const word of words) {
    if (at >= start && at < start + word.text.length) return word;
    start += word.text.length + 1;
  }
  return null;
}

/** A single machine may be left empty: the medium then names none. */
function emptyMachines({ machines }: Fields): Placed[] {
  if (machines.length < 2) return [];
  return machines.flatMap(({ cards }, machine): Placed[] => (cards.every(isEmptyCard) ? [{ kind: "emptyMachine", machine, severity: "error", place: `machine-${machine}-0-macs` }] : []));
}
