import type { Action, Step, StepOf, StepOutcome } from "../model/step.ts";
import type { Log } from "../log.ts";
import { Failed, failureOf, type SaidFailure } from "./explain.ts";
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
  for (const step of steps) outcomes.push(await applyStep(step, executors, clock, lost, log));
  return outcomes;
}

/** One step. `lost`: the pools that steps before it could not make; where this one cannot, its own is added. Never rejects. */
export async function applyStep(step: Step, executors: Executors, clock: Clock, lost: Set<string>, log?: Log): Promise<StepOutcome> {
  const started = clock();
  const missing = needs(step).find((pool) => lost.has(pool));
  if (missing !== undefined) return lose(step, lost, { result: "skipped", seconds: 0, ...failureOf(new Failed({ code: "pool-missing", pool: missing })) });
  try {
    return { action: step.action, phase: step.phase, result: await execute(executors, step), seconds: round(clock() - started), error: null };
  } catch (thrown) {
    const failure = failureOf(thrown);
    log?.error({ action: step.action, stack: thrown instanceof Error ? thrown.stack : undefined }, `step ${step.action} failed: ${failure.error}`);
    return lose(step, lost, { result: "failed", seconds: round(clock() - started), ...failure });
  }
}

/** The outcome of a step that was begun and is not waited for any more, or not begun at all. `seconds`: that it took. */
export function leftOutcome({ action, phase }: Step, seconds: number, failure: SaidFailure): StepOutcome {
  return { action, phase, result: "failed", seconds: Math.round(seconds), ...failure };
}

/** The outcome of a step that has not made what it was to make. */
function lose(step: Step, lost: Set<string>, outcome: Omit<StepOutcome, "action" | "phase">): StepOutcome {
  for (const pool of makes(step)) lost.add(pool);
  return { action: step.action, phase: step.phase, ...outcome };
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
