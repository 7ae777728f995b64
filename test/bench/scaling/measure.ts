import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { parseCmdline } from "../../../src/cmdline/index.ts";
import { makePlan } from "../../../src/plan/index.ts";
import type { Facts } from "../../../src/model/facts.ts";
import type { Scaling } from "../model.ts";
import { median } from "../statistics.ts";
import { series, type Series } from "./machines.ts";

const BUNDLE = fileURLToPath(new URL("../../../out/ramvisor.cjs", import.meta.url));
const ROUNDS = 5;

/** Milliseconds from the line's text and a machine's facts to the plan, in this process. */
export function planMs(line: string, facts: Facts): number {
  const start = performance.now();
  const { site, problems } = parseCmdline(line);
  makePlan(site, problems, facts);
  return performance.now() - start;
}

/** Milliseconds of one dry run of the bundle as a process of its own, with the files at hand. Throws where it did not plan. */
async function runMs(cmdline: string, facts: string): Promise<number> {
  const start = performance.now();
  const { exitCode, stderr } = await execa(process.execPath, [BUNDLE, "--dry-run", "--cmdline", cmdline, "--facts", facts], { reject: false, stdin: "ignore", stdout: "ignore" });
  const took = performance.now() - start;
  // 4: nothing is claimed where several nodes wait for one another.
  if (exitCode !== 0 && exitCode !== 4) throw new Error(`the dry run of a made-up machine ended with ${String(exitCode)}: ${stderr}`);
  return took;
}

async function measure({ of, machines }: Series, dir: string): Promise<Scaling> {
  const costs: Scaling["costs"] = [];
  for (const { count, line, facts } of machines) {
    const [cmdline, file] = [join(dir, "cmdline"), join(dir, "facts.json")];
    await writeFile(cmdline, line);
    await writeFile(file, JSON.stringify(facts));
    // The first one compiles what the others run.
    planMs(line, facts);
    const [plans, runs]: [number[], number[]] = [[], []];
    for (let round = 0; round < ROUNDS; round++) {
      plans.push(planMs(line, facts));
      runs.push(await runMs(cmdline, file));
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
