import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/** What of one state of the code has passed already, so that an interrupted run goes on where it was. */
export class Progress {
  private passed = new Map<string, Set<string>>();

  constructor(private readonly file: string, private readonly key: string) {}

  /** Reads what an earlier run left; nothing counts that other code has passed. */
  async load(): Promise<void> {
    const text = await readFile(this.file, "utf8").catch(() => "{}");
    const left = JSON.parse(text) as { key?: string; passed?: Record<string, string[]> };
    if (left.key !== this.key) return;
    this.passed = new Map(Object.entries(left.passed ?? {}).map(([suite, names]) => [suite, new Set(names)]));
  }

  has(suite: string, name: string): boolean {
    return this.passed.get(suite)?.has(name) ?? false;
  }

  async add(suite: string, name: string): Promise<void> {
    this.passed.set(suite, (this.passed.get(suite) ?? new Set()).add(name));
    await mkdir(dirname(this.file), { recursive: true });
    const passed = Object.fromEntries([...this.passed].map(([known, names]) => [known, [...names]]));
    // Two runs may go on at once; each keeps its own.
    const part = `${this.file}.${String(process.pid)}`;
    await writeFile(part, JSON.stringify({ key: this.key, passed }));
    await rename(part, this.file);
  }
}
