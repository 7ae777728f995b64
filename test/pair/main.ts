import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureImage } from "../../src/medium/index.ts";
import { add, countLine } from "../runner/count.ts";
import { dayNumber } from "../runner/turns.ts";
import { compareWhole } from "./ending.ts";
import { Lab } from "./lab/node.ts";
import { keyOfCode } from "./code.ts";
import { Runs } from "./runs.ts";
import type { Scenario } from "./scenario.ts";
import { SCENARIOS } from "./scenarios/index.ts";

const TOP = fileURLToPath(new URL("../../", import.meta.url));
const NAMES = SCENARIOS.map(({ name }) => name);
const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function runOne(scenario: Scenario): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), "ramvisor-pair-"));
  const lab = await Lab.open(dir, scenario.nodes ?? 2);
  lab.forgetful = true;
  try {
    await scenario.run(lab);
    await compareWhole(lab, scenario);
  } finally {
    await lab.close();
    await rm(dir, { recursive: true, force: true });
  }
}

/** So many of the scenarios, others every day: after a while each of them was run. */
function ofToday(some: number): string[] {
  const first = dayNumber(Date.now()) * some;
  return Array.from({ length: Math.min(some, NAMES.length) }, (_, index) => NAMES[(first + index) % NAMES.length] ?? "");
}

interface Wanted {
  names: string[];
  times: number;
  jobs: number;
  table: boolean;
}

/** @throws Error with one sentence where a word or a number is not one */
function read(argv: readonly string[]): Wanted {
  const rest = [...argv];
  const number = (name: string): number | null => {
    const at = rest.indexOf(name);
    if (at < 0) return null;
    const value = Number(rest.splice(at, 2)[1]);
    if (!Number.isInteger(value) || value < 1) throw new Error(`${name} takes a whole number from 1.`);
    return value;
  };
  const [times, jobs, some] = [number("--times") ?? 1, number("--jobs") ?? 1, number("--some")];
  const table = rest.includes("--table");
  const typed = rest.filter((word) => word !== "--table");
  const unknown = typed.filter((name) => !NAMES.includes(name));
  if (unknown.length > 0) throw new Error(`There is no scenario ${unknown.join(", ")}. There are: ${NAMES.join(", ")}.`);
  const names = some !== null ? ofToday(some) : typed.length > 0 ? NAMES.filter((name) => typed.includes(name)) : NAMES;
  return { names, times, jobs, table };
}

/**
 * `npm run test:pair [-- NAME…] [-- --times N] [-- --jobs N] [-- --some N] [-- --table]`: each scenario until it has passed so often,
 * default once; goes on where the last run of the same code was, with its failures. `--jobs`: so many at once. `--some`: so many scenarios, others every day. `--table`: what is
 * known of the runs of this code, and nothing is run.
 */
async function main(argv: readonly string[]): Promise<number> {
  let wanted: Wanted;
  try {
    wanted = read(argv);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    return 2;
  }
  const { names, times, jobs, table } = wanted;
  // The image's packages are part of what is run: they are to be the newest before they are looked at.
  if (!table) await ensureImage({ say });
  const runs = new Runs(join(TOP, "out/test-pair.json"), await keyOfCode(TOP));
  await runs.load();
  if (table) {
    for (const line of runs.table(names)) say(line);
    return 0;
  }
  const waiting = Array.from({ length: times }, (_, round) => SCENARIOS.filter(({ name }) => names.includes(name) && runs.passed(name) <= round)).flat();
  const earlier = runs.earlier(names, times);
  for (const line of earlier.lines) say(line);
  let sum = earlier.count;
  const work = async (): Promise<void> => {
    for (let scenario = waiting.shift(); scenario !== undefined; scenario = waiting.shift()) {
      const start = performance.now();
      const failure = await runOne(scenario).then(() => null, (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error)));
      const seconds = (performance.now() - start) / 1000;
      await runs.add(scenario.name, { seconds, failure });
      say(`${failure === null ? "ok    " : "FAILED"} ${scenario.name}: ${scenario.claim} (${seconds.toFixed(0)} s)${failure === null ? "" : `\n${failure}`}`);
      sum = add(sum, { passed: failure === null ? 1 : 0, failed: failure === null ? 0 : 1, skipped: 0 });
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  say(countLine(sum));
  return sum.failed === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
