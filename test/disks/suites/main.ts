import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { contentsOf, keyOf } from "../../../src/medium/cache.ts";
import { ensureTools } from "../../../src/medium/tools.ts";
import { add, countLine, NOTHING, type Count } from "../../runner/count.ts";
import { SUITES } from "./index.ts";
import { Progress } from "./state.ts";
import type { Suite } from "./suite.ts";

const TOP = fileURLToPath(new URL("../../../", import.meta.url));
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const SAY_EVERY_MS = 20_000;

/** Runs what of a suite has not passed yet, one case after the other; a failure does not stop the others. */
async function runSuite(suite: Suite, progress: Progress): Promise<Count> {
  const start = performance.now();
  await ensureTools(suite.packages, say);
  const cases = await suite.cases();
  const names = new Set(cases.map(({ name }) => name));
  if (names.size !== cases.length) throw new Error(`two cases of ${suite.name} have one name`);
  let count = NOTHING;
  let said = start;
  for (const [index, { name, run }] of cases.entries()) {
    if (!progress.has(suite.name, name)) {
      const failure = await run().then(() => null, (error: unknown) => (error instanceof Error ? error.message : String(error)));
      if (failure === null) await progress.add(suite.name, name);
      else say(`FAILED ${suite.name}: ${name}: ${failure}`);
      count = add(count, { passed: failure === null ? 1 : 0, failed: failure === null ? 0 : 1, skipped: 0 });
    } else count = add(count, { passed: 1, failed: 0, skipped: 0 });
    if (performance.now() - said > SAY_EVERY_MS) {
      said = performance.now();
      say(`  ${suite.name}: ${String(index + 1)} of ${String(cases.length)}`);
    }
  }
  const note = suite.note?.() ?? "";
  say(`=== ${suite.name}: ${suite.claim}: ${String(count.passed)} of ${String(cases.length)} (${((performance.now() - start) / 1000).toFixed(0)} s${note === "" ? "" : `; ${note}`})`);
  return count;
}

/** `npm run test:disks [-- NAME…]`: the named suites or all; goes on where the last run of the same code was. */
async function main(wanted: readonly string[]): Promise<number> {
  if (process.getuid?.() !== 0) {
    process.stderr.write("The suites attach loop devices, which needs root: run this as root, or with sudo.\n");
    return 2;
  }
  const unknown = wanted.filter((name) => !SUITES.some((suite) => suite.name === name));
  if (unknown.length > 0) {
    process.stderr.write(`There is no suite ${unknown.join(", ")}. There are: ${SUITES.map(({ name }) => name).join(", ")}.\n`);
    return 2;
  }
  const progress = new Progress(join(TOP, "out/test-disks-suites.json"), keyOf(await contentsOf(join(TOP, "src"), join(TOP, "test/disks"))));
  await progress.load();
  let sum = NOTHING;
  for (const suite of SUITES.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
    sum = add(sum, await runSuite(suite, progress).catch((error: unknown): Count => {
      say(`FAILED ${suite.name} could not run: ${error instanceof Error ? error.message : String(error)}`);
      return { ...NOTHING, failed: 1 };
    }));
    await suite.close?.();
  }
  say(countLine(sum));
  return sum.failed === 0 && sum.passed > 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
