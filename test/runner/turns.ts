const DAY_MS = 86_400_000;

/** Whole days since the epoch, in UTC: what `npm test` takes turns by. */
export const dayNumber = (now: number): number => Math.floor(now / DAY_MS);

/** Files of test/vm in every `npm test`: the whole road on one machine, every way of it that most others need, and what takes no machine. */
const EVERY_DAY = ["single", "medium", "rescue", "prune"];

/** The others, one group a day: each takes up to a quarter of an hour on a slow machine, and all of them more than an hour. */
const IN_TURN = [
  ["foreign", "many"],
  ["guests", "small", "late-line"],
  ["mirror", "page"],
  ["startable", "hanging", "cards"],
  ["personal", "mirror-interrupted", "agent", "free"],
];

/** The files of test/vm that belong to one day, and those that do not: names without `.test.ts`. Pure. */
export function bootsOf(day: number): { today: string[]; left: string[] } {
  const turn = day % IN_TURN.length;
  return { today: [...EVERY_DAY, ...(IN_TURN[turn] ?? [])], left: IN_TURN.flatMap((names, index) => (index === turn ? [] : names)) };
}

/** Files of test/vm/pair with guests on two whole machines: one a day. */
const PAIR_IN_TURN = ["becoming", "move", "takeover"];

export function pairBootOf(day: number): { today: string; left: string[] } {
  const turn = day % PAIR_IN_TURN.length;
  return { today: PAIR_IN_TURN[turn] ?? "", left: PAIR_IN_TURN.filter((_, index) => index !== turn) };
}
