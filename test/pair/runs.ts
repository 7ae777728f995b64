import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { add, type Count, NOTHING } from "../runner/count.ts";

export interface Run {
  seconds: number;
  /** What was wrong, null where nothing was. */
  failure: string | null;
}

/** Each run of each scenario on one state of the code, kept in a file, so that a long suite goes on where it was. */
export class Runs {
  private all = new Map<string, Run[]>();
  private writing = Promise.resolve();

  constructor(private readonly file: string, private readonly key: string) {}

  /** Reads what an earlier run left; nothing counts that other code has passed. */
  async load(): Promise<void> {
    const left = JSON.parse(await readFile(this.file, "utf8").catch(() => "{}")) as { key?: string; runs?: Record<string, Run[]> };
    if (left.key === this.key) this.all = new Map(Object.entries(left.runs ?? {}));
  }

  of(name: string): readonly Run[] {
    return this.all.get(name) ?? [];
  }

  passed(name: string): number {
    return this.of(name).filter(({ failure }) => failure === null).length;
  }

  /**
   * What counts before anything is run: of each scenario as many passes as are wanted, and every failure, which no later pass takes back.
   * In lines what of the sum was not run now.
   */
  earlier(names: readonly string[], times: number): { count: Count; lines: string[] } {
    const each = names.map((name) => ({ name, passed: Math.min(times, this.passed(name)), failures: this.of(name).flatMap(({ failure }) => failure ?? []) }));
    return {
      count: each.map(({ passed, failures }) => ({ passed, failed: failures.length, skipped: 0 })).reduce(add, NOTHING),
      lines: each.flatMap(({ name, passed, failures }) => [
        ...(passed === 0 ? [] : [`passed earlier ${name} (${passed} of ${times}, same code)`]),
        ...failures.map((failure) => `FAILED earlier ${name}, counts until the code is another: ${failure.split("\n", 1)[0] ?? ""}`),
      ]),
    };
  }

  add(name: string, run: Run): Promise<void> {
    this.all.set(name, [...this.of(name), run]);
    this.writing = this.writing.then(async () => {
      await mkdir(dirname(this.file), { recursive: true });
      await writeFile(`${this.file}.part`, JSON.stringify({ key: this.key, runs: Object.fromEntries(this.all) }, null, 1));
      await rename(`${this.file}.part`, this.file);
    });
    return this.writing;
  }

  /** A line of a Markdown table for each scenario that was run: how often, how often well, in how many seconds. */
  table(names: readonly string[]): string[] {
    return names.filter((name) => this.of(name).length > 0).map((name) => {
      const runs = this.of(name);
      const [bad, seconds] = [runs.length - this.passed(name), runs.map((run) => Math.round(run.seconds)).sort((a, b) => a - b)];
      const [least, most] = [seconds[0] ?? 0, seconds.at(-1) ?? 0];
      return `| \`${name}\` | ${runs.length} | ${bad === 0 ? "passed" : `${bad} failed`} | ${least === most ? least : `${least} to ${most}`} |`;
    });
  }
}
