import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { contentsOf, keyOf } from "../../src/medium/cache.ts";
import { ensureImage } from "../../src/medium/index.ts";
import { Progress } from "../disks/suites/state.ts";
import { add, countLine, NOTHING } from "../runner/count.ts";
import { dayNumber } from "../runner/turns.ts";
import { Lab } from "./lab/node.ts";
import type { Scenario } from "./scenario.ts";
import { SCENARIOS } from "./scenarios/index.ts";

const TOP = fileURLToPath(new URL("../../", import.meta.url));
const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function runOne(scenario: Scenario): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), "ramvisor-pair-"));
  const lab = await Lab.open(dir, scenario.nodes ?? 2);
  try {
    await scenario.run(lab);
  } finally {
    await lab.close();
    await rm(dir, { recursive: true, force: true });
  }
}

/** They take more than five minutes, which is too long beside all else. */
const LONG = ["single to pair, later", "no secret", "chosen"];

/** So many of the other scenarios, others every day: after a while each of them was run. */
function ofToday(some: number): string[] {
  const short = SCENARIOS.map(({ name }) => name).filter((name) => !LONG.includes(name));
  const first = dayNumber(Date.now()) * some;
  return Array.from({ length: Math.min(some, short.length) }, (_, index) => short[(first + index) % short.length] ?? "");
}

/**
 * `npm run test:pair [-- NAME…] [-- --times N] [-- --some N]`: each scenario so often, default once; goes on where the last run
 * of the same code was. `--some`: so many, others every day.
 */
async function main(argv: readonly string[]): Promise<number> {
  const rest = [...argv];
  const option = (name: string): number | null => {
    const at = rest.indexOf(name);
    return at < 0 ? null : Number(rest.splice(at, 2)[1]);
  };
  const [times, some] = [option("--times") ?? 1, option("--some")];
  const wanted = some === null ? rest : ofToday(some);
  const unknown = wanted.filter((name) => !SCENARIOS.some((scenario) => scenario.name === name));
  if (unknown.length > 0 || [times, some ?? 1].some((count) => !Number.isInteger(count) || count < 1)) {
    process.stderr.write(`There is no scenario ${unknown.join(", ")}. There are: ${SCENARIOS.map(({ name }) => name).join(", ")}.\n`);
    return 2;
  }
  await ensureImage({ say });
  const progress = new Progress(join(TOP, "out/test-pair.json"), keyOf(await contentsOf(join(TOP, "src"), join(TOP, "test/pair"))));
  await progress.load();
  let sum = NOTHING;
  for (let round = 1; round <= times; round += 1) {
    for (const scenario of SCENARIOS.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
      const start = performance.now();
      let failure: string | null = null;
      if (!progress.has(scenario.name, String(round))) {
        failure = await runOne(scenario).then(() => null, (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error)));
        if (failure === null) await progress.add(scenario.name, String(round));
        say(`${failure === null ? "ok    " : "FAILED"} ${scenario.name}: ${scenario.claim} (${((performance.now() - start) / 1000).toFixed(0)} s)${failure === null ? "" : `\n${failure}`}`);
      }
      sum = add(sum, { passed: failure === null ? 1 : 0, failed: failure === null ? 0 : 1, skipped: 0 });
    }
  }
  say(countLine(sum));
  return sum.failed === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
