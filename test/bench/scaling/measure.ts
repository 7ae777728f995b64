import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { parseCmdline } from "../../../src/cmdline/index.ts";
import { makePlan } from "../../../src/plan/index.ts";
import type { Scaling } from "../model.ts";
import { median } from "../statistics.ts";
import { series, type Series } from "./machines.ts";

const BUNDLE = fileURLToPath(new URL("../../../out/ramvisor.cjs", import.meta.url));
const ROUNDS = 5;

type MadeUp = Series["machines"][number];

/** Milliseconds from the line's text and the facts of a machine and its peers to the plan, in this process. */
export function planMs({ line, facts, peers }: MadeUp): number {
  const start = performance.now();
  const { site, problems } = parseCmdline(line);
  makePlan(site, problems, facts, peers);
  return performance.now() - start;
}

/** Milliseconds of one dry run of the bundle as a process of its own, with the files at hand. Throws where it did not plan. */
async function runMs(cmdline: string, facts: readonly string[]): Promise<number> {
  const start = performance.now();
  const { exitCode, stderr } = await execa(process.execPath, [BUNDLE, "--dry-run", "--cmdline", cmdline, ...facts.flatMap((file) => ["--facts", file])], { reject: false, stdin: "ignore", stdout: "ignore" });
  const took = performance.now() - start;
  if (exitCode !== 0) throw new Error(`the dry run of a made-up machine ended with ${String(exitCode)}: ${stderr}`);
  return took;
}

async function measure({ of, machines }: Series, dir: string): Promise<Scaling> {
  const costs: Scaling["costs"] = [];
  for (const machine of machines) {
    const { count, line, facts, peers } = machine;
    const cmdline = join(dir, "cmdline");
    await writeFile(cmdline, line);
    const files = [facts, ...(peers ?? [])].map((one, node) => ({ path: join(dir, `facts-${String(node)}.json`), text: JSON.stringify(one) }));
    for (const { path, text } of files) await writeFile(path, text);
    // The first one compiles what the others run.
    planMs(machine);
    const [plans, runs]: [number[], number[]] = [[], []];
    for (let round = 0; round < ROUNDS; round++) {
      plans.push(planMs(machine));
      runs.push(await runMs(cmdline, files.map(({ path }) => path)));
    }
    costs.push({ count, runMs: median(runs), planMs: median(plans) });
  }
  return { of, costs };
}

/** The agent's cost for 1 to 512 disks and cards and 1 to 7 nodes, on this machine itself; medians of 5. */
export async function measureScaling(): Promise<Scaling[]> {
  const dir = await mkdtemp(join(tmpdir(), "ramvisor-scaling-"));
  try {
    const measured: Scaling[] = [];
    for (const one of series()) measured.push(await measure(one, dir));
    return measured;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
