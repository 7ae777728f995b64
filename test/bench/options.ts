import parse from "yargs-parser";
import { COMPRESSIONS, type Compression } from "./peer/compressions.ts";

export interface BenchOptions {
  help: boolean;
  runs: number;
  peer: boolean;
  compression: Compression;
  boots: boolean;
  scaling: boolean;
  /** Where the chart goes; null: see record.ts. */
  svg: string | null;
}

export const BENCH_HELP = `usage: npm run bench -- [--runs N] [--no-peer] [--only boots|scaling] [--svg FILE]

  --runs N                    starts of each kind, in turn (default 5)
  --no-peer                   without the Debian live ISO that ours is compared with
  --peer-compression xz|zstd  of the peer's root file system (default xz, as live-build does)
  --only boots|scaling        starts in QEMU alone, or the agent's cost as work grows alone
  --svg FILE                  where the chart goes (default out/boot.svg)

The figures go to standard output, to out/bench.json and into the chart. Those of the rounds so far
stand in out/bench-partial.json, and there they stay where a start fails or where part of the bench is
left out (--no-peer, --only, fewer than 5 runs, another compression; the chart: out/boot-partial.svg).
The exit code says whether they could be taken, not whether they are good.
`;

const STRINGS = ["runs", "peer-compression", "only", "svg"] as const;
const FLAGS = ["help", "no-peer"] as const;

/** The arguments of `npm run bench`, or one sentence that says what is wrong with them. Pure. */
export function readBenchOptions(argv: readonly string[]): { ok: true; options: BenchOptions } | { ok: false; problem: string } {
  const problem = (text: string): { ok: false; problem: string } => ({ ok: false, problem: text });
  const parsed = parse([...argv], {
    string: [...STRINGS], boolean: [...FLAGS],
    configuration: { "parse-numbers": false, "parse-positional-numbers": false, "dot-notation": false, "camel-case-expansion": false, "boolean-negation": false },
  });
  const [word] = parsed._;
  if (word !== undefined) return problem(`"${String(word)}" belongs to no option; the number of runs is --runs N.`);
  const stranger = Object.keys(parsed).find((key) => key !== "_" && ![...STRINGS, ...FLAGS].some((known) => known === key));
  if (stranger !== undefined) return problem(`--${stranger} is not known.`);
  const text = (name: (typeof STRINGS)[number]): unknown => parsed[name];
  const wrong = STRINGS.find((name) => text(name) !== undefined && (typeof text(name) !== "string" || text(name) === ""));
  if (wrong !== undefined) return problem(`--${wrong} needs one value, once.`);

  const runs = String(text("runs") ?? "5");
  if (!/^[1-9]\d{0,2}$/.test(runs)) return problem(`--runs ${runs} is no number from 1 to 999.`);
  const only = text("only") === undefined ? null : String(text("only"));
  if (only !== null && only !== "boots" && only !== "scaling") return problem(`--only ${only} is not known; it is boots or scaling.`);
  const given = String(text("peer-compression") ?? "xz");
  const compression = COMPRESSIONS.find((known) => known === given);
  if (compression === undefined) return problem(`--peer-compression ${given} is not known; it is ${COMPRESSIONS.join(" or ")}.`);
  return {
    ok: true,
    options: { help: parsed["help"] === true, runs: Number(runs), peer: parsed["no-peer"] !== true, compression, boots: only !== "scaling", scaling: only !== "boots", svg: text("svg") === undefined ? null : String(text("svg")) },
  };
}
