import { ensureTools } from "../../src/medium/tools.ts";
import { chooseAccelerator } from "../../src/qemu/accelerator.ts";
import { PAIR_TIMES, paired, unpaired } from "../vm/support/pair.ts";
import { median } from "./statistics.ts";

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const words = (seconds: readonly number[]): string => seconds.map((value) => value.toFixed(1)).join(" and ");

/** `npm run bench:pair [-- RUNS]`: so many times (default 3) both in turn, `-smp 1` each. Ends with 1 where the target is missed. */
await ensureTools(["qemu-system-x86", "openssh-client"], say);
say((await chooseAccelerator()).why);
const runs = Number(process.argv[2] ?? 3);
if (!Number.isInteger(runs) || runs < 1) throw new Error("the number of runs is a whole number from 1");
const [singles, pairs]: [number[], number[]] = [[], []];
for (let run = 1; run <= runs; run += 1) {
  const single = await unpaired();
  say(`${String(run)}. two single machines side by side: ready after ${words(single)} s`);
  const pair = await paired();
  say(`${String(run)}. two machines of a pair: ready after ${words(pair.ready)} s, a pair after ${pair.formed.toFixed(1)} s`);
  singles.push(...single);
  // A pair that is not ready is none.
  pairs.push(Math.max(pair.formed, ...pair.ready));
}
const ratio = median(pairs) / median(singles);
say(`medians: single ${median(singles).toFixed(1)} s, pair ${median(pairs).toFixed(1)} s; pair / single ${ratio.toFixed(2)} (target: at most ${String(PAIR_TIMES)})`);
process.exitCode = ratio <= PAIR_TIMES ? 0 : 1;
