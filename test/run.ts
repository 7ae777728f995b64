import { fileURLToPath } from "node:url";
import { add, countLine, NOTHING, type Count } from "./runner/count.ts";
import { Output } from "./runner/output.ts";
import { STAGES, type Stage } from "./runner/stages.ts";

const TOP = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");
const USAGE = "usage: tsx test/run.ts all|fast|page|vm|start";

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/** Runs one stage; one that cannot run counts as failed, with the reason. */
async function runStage(stage: Stage, output: Output): Promise<Count> {
  const start = performance.now();
  output.say(`\n=== ${stage.name}`);
  const count = await stage.run(TOP, output).catch((error: unknown): Count => {
    output.say(`${stage.name} could not run: ${error instanceof Error ? error.message : String(error)}`);
    return { ...NOTHING, failed: 1 };
  });
  output.say(`=== ${stage.name}: ${countLine(count)} (${seconds(start)})`);
  return count;
}

/** Runs the stages of one kind, or all but those of `start` and `long-vm`, in order, and prints the sum as the last line. */
async function main(kind: string | undefined): Promise<number> {
  if (kind !== "all" && kind !== "fast" && kind !== "page" && kind !== "vm" && kind !== "start") {
    process.stderr.write(`${USAGE}\n`);
    return 2;
  }
  const start = performance.now();
  let sum = NOTHING;
  const failed: string[] = [];
  // The stages' programs get Ctrl-C as well and end by themselves; what has run so far is still told.
  process.once("SIGINT", () => {
    say(`\nstopped by Ctrl-C\n${countLine(add(sum, { ...NOTHING, failed: 1 }))}`);
    process.exit(130);
  });
  const stages = STAGES.filter(({ kinds }) => (kind === "all" ? !kinds.includes("start") && !kinds.includes("long-vm") : kinds.includes(kind)));
  // A stage that mostly waits for disks begins at once; its output is kept until its turn comes.
  const begun = new Map(stages.filter(({ background }) => background).map((stage) => {
    const output = new Output(false);
    return [stage, { output, count: runStage(stage, output) }];
  }));
  for (const stage of stages) {
    const early = begun.get(stage);
    early?.output.release();
    const count = await (early?.count ?? runStage(stage, new Output(true)));
    sum = add(sum, count);
    if (count.failed > 0) failed.push(stage.name);
  }
  say(`\n${failed.length === 0 ? "everything passed" : `failed: ${failed.join("; ")}`} (${seconds(start)})`);
  say(countLine(sum));
  return sum.failed === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv[2]);
