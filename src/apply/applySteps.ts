import type { Action, Step, StepOf, StepOutcome } from "../model/step.ts";
import type { Log } from "../log.ts";
import { explain } from "./explain.ts";
import type { Result } from "./context.ts";

/** One executor per action: a forgotten one does not compile. Each re-checks its precondition before it writes. */
export type Executors = { [A in Action]: (step: StepOf<A>) => Promise<Result> };

/** Seconds since any fixed moment, not stepped by a clock that is set. */
export type Clock = () => number;

/**
 * Applies steps in order. A failed step does not stop the others, except those that need what it was to make:
 * they are `skipped`. Never rejects for a failed step: what went wrong is in its outcome.
 */
export async function applySteps(steps: readonly Step[], executors: Executors, clock: Clock, log?: Log): Promise<StepOutcome[]> {
  const outcomes: StepOutcome[] = [];
  const lost = new Set<string>();
  for (const step of steps) {
    const started = clock();
    const missing = needs(step).find((pool) => lost.has(pool));
    let result: StepOutcome["result"] = "skipped";
    let error: string | null = missing === undefined ? null : `pool ${missing} is not there`;
    if (missing === undefined) {
      try {
        result = await execute(executors, step);
      } catch (thrown) {
        result = "failed";
        error = explain(thrown);
        log?.error({ action: step.action, stack: thrown instanceof Error ? thrown.stack : undefined }, `step ${step.action} failed: ${error}`);
      }
    }
    if (result === "failed" || result === "skipped") for (const pool of makes(step)) lost.add(pool);
    outcomes.push({ action: step.action, phase: step.phase, result, seconds: round(clock() - started), error });
  }
  return outcomes;
}

/** The pools a step needs from an earlier one. */
function needs(step: Step): string[] {
  const needing: readonly Action[] = ["disk.claim", "mirror.make", "pool.mount", "guests.restore", "guests.start", "mirror.join", "pair.leave", "pair.attach", "pair.make", "pair.mount"];
  return needing.includes(step.action) && "pool" in step ? [step.pool] : [];
}

/** The pools that are missing when a step did not succeed. */
function makes(step: Step): string[] {
  const making: readonly Action[] = ["disk.claim", "mirror.make", "pool.mount", "pair.adopt", "pair.leave", "pair.attach", "pair.make", "pair.mount"];
  return making.includes(step.action) && "pool" in step ? [step.pool] : [];
}

function execute<A extends Action>(executors: Executors, step: StepOf<A>): Promise<Result> {
  return executors[step.action as A](step);
}

function round(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
