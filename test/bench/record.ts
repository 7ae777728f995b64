import { growthOf } from "./statistics.ts";
import type { Boots, Scaling } from "./model.ts";
import type { BenchOptions } from "./options.ts";
import { rowsOf, type Row } from "./rows.ts";
import { targetsOf, type Target } from "./targets.ts";

/** What the printed tables say, and each start that they are made of. */
export interface BenchRecord {
  boots: (Boots & { rows: Row[]; targets: Target[] })[];
  /** Growth: see growthOf; null where there are too few counts. */
  scaling: (Scaling & { growth: { plan: number | null; run: number | null } })[];
}

const known = (value: number): number | null => (Number.isNaN(value) ? null : value);

/** The record of what was measured so far. Pure. */
export function recordOf(boots: readonly Boots[], scaling: readonly Scaling[]): BenchRecord {
  return {
    boots: boots.map((one) => ({ ...one, rows: rowsOf(one), targets: targetsOf(one) })),
    scaling: scaling.map((one) => {
      const growth = (of: "planMs" | "runMs"): number | null => known(growthOf(one.costs.map((cost) => ({ count: cost.count, cost: cost[of] }))));
      return { ...one, growth: { plan: growth("planMs"), run: growth("runMs") } };
    }),
  };
}

/** Fewer starts than that are a look, not a record. */
const WHOLE_RUNS = 5;

/**
 * Names of the files in out/: `whole` is written once at the end of a run that leaves nothing out, `partial` after each round of
 * any. So neither a failed run nor a part of one takes the place of a whole one's figures.
 */
export const RECORDS = { whole: { record: "bench.json", chart: "boot.svg" }, partial: { record: "bench-partial.json", chart: "boot-partial.svg" } } as const;

/** Whether nothing is left out: as many starts as are due, of the peer as it is meant to be, and the agent as work grows. */
export const isWhole = ({ runs, peer, compression, boots, scaling }: BenchOptions): boolean => boots && scaling && peer && compression === "xz" && runs >= WHOLE_RUNS;
