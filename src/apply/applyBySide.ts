import { basename } from "node:path";
import type { Plan } from "../model/plan.ts";
import type { Step, StepOutcome } from "../model/step.ts";
import { applyStep, type Executors, leftOutcome } from "./applySteps.ts";
import { Failed, failureOf, type SaidFailure } from "./explain.ts";
import { unlessHangs } from "./hanging.ts";
import type { Machine } from "./machine.ts";
import { poolOf, sidesBelow, withoutPool } from "./poolOf.ts";
import { WAITING } from "./waiting.ts";

const LIMIT_MS = 8000;

/** By disk id, why nothing is begun on it: what was begun before has not come to its end. */
export type Stuck = Map<string, SaidFailure>;

/**
 * applySteps(), for a pair: a side whose disk hangs in the kernel holds up its own resource and no other. Where `stuck` is kept from round
 * to round, its steps fail at once in later ones, for as long as what was begun hangs; then they are tried again.
 * @param abandoned gets the pools that are left: see mustGoOn()
 * @param later by a step and what was done before it, whether it is left out this time
 */
export async function applyBySide(machine: Machine, { disks }: Pick<Plan, "disks">, steps: readonly Step[], executors: Executors, { stuck = new Map(), abandoned, later = () => false }: { stuck?: Stuck; abandoned: Set<string> | undefined; later?(step: Step, done: readonly StepOutcome[]): boolean }): Promise<StepOutcome[]> {
  const outcomes: StepOutcome[] = [];
  const lost = new Set<string>();
  const apply = (step: Step): Promise<StepOutcome> => applyStep(step, executors, () => machine.uptime(), lost, machine.log);
  for (const step of steps) {
    if (later(step, outcomes)) continue;
    const disk = disks.find(({ id }) => id === diskOf(step, steps));
    const elsewhere = withoutPool(step);
    const leave = (failure: SaidFailure, seconds: number): Promise<StepOutcome> => (elsewhere === null ? Promise.resolve(leftOutcome(step, seconds, failure)) : apply(elsewhere));
    if (disk === undefined) {
      outcomes.push(await apply(step));
      continue;
    }
    const { id, path } = disk;
    const why = stuck.get(id);
    if (why !== undefined) {
      outcomes.push(await leave(why, 0));
      continue;
    }
    const began = machine.uptime();
    const work = apply(step);
    const limit = { limitMs: LIMIT_MS, ...(WAITING.has(step.action) ? { unseenMs: Infinity } : {}) };
    outcomes.push(await unlessHangs(machine, [basename(path)], limit, () => work, () => {
      const failure = failureOf(new Failed({ code: "silent", path }));
      const pool = poolOf(step, steps);
      if (pool !== null) abandoned?.add(pool);
      stuck.set(id, failure);
      void work.finally(() => stuck.delete(id));
      machine.log.error({ action: step.action }, failure.error);
      return leave(failure, machine.uptime() - began);
    }));
  }
  return outcomes;
}

/** Id of the disk that a step works on: the one it names, or that its pool lies on. */
function diskOf(step: Step, steps: readonly Step[]): string | null {
  if (step.action === "disk.claim") return step.id;
  if ("disk" in step) return step.disk.id;
  const pool = poolOf(step, steps);
  return pool === null ? null : (sidesBelow(pool, steps)[0] ?? null);
}
