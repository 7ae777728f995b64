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
  ["startable"],
  ["hanging", "cards"],
  ["free"],
  ["personal", "mirror-interrupted", "agent"],
];

/** The files of test/vm that belong to one day, and those that do not: names without `.test.ts`. Pure. */
export function bootsOf(day: number): { today: string[]; left: string[] } {
  const turn = day % IN_TURN.length;
  return { today: [...EVERY_DAY, ...(IN_TURN[turn] ?? [])], left: IN_TURN.flatMap((names, index) => (index === turn ? [] : names)) };
}

/** Between two libvirts of the medium: test/guests. The others are files of test/vm/pair, with guests on two whole machines, and take longer. */
export const LIBVIRTS = "libvirts";
const GUESTS_IN_TURN = [LIBVIRTS, "becoming", LIBVIRTS, "move", LIBVIRTS, "takeover"];

/** What moves or takes over guests on one day, and what does not. Pure. */
export function guestsOf(day: number): { today: string; left: string[] } {
  const today = GUESTS_IN_TURN[day % GUESTS_IN_TURN.length] ?? LIBVIRTS;
  return { today, left: [...new Set(GUESTS_IN_TURN)].filter((name) => name !== today) };
}
