/** Counts how the cases of a suite ended: a suite in which all refuse has shown nothing. */
export class Tally {
  readonly #counts = new Map<string, number>();

  add(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
  }

  /** `claimed 290, refused 10`; empty where nothing was counted. */
  text(): string {
    return [...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([what, count]) => `${what} ${String(count)}`).join(", ");
  }
}
