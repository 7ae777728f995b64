import { basename } from "node:path";
import type { Plan } from "../model/plan.ts";
import type { Step, StepOutcome } from "../model/step.ts";
import { applyStep, type Executors } from "./applySteps.ts";
import { unlessHangs } from "./hanging.ts";
import type { Machine } from "./machine.ts";

/** A pair waits for its peer too, and its disks have nothing to do meanwhile: only requests that wait show that one hangs. */
const LIMIT = { limitMs: 8000, unseenMs: Infinity };

/** By disk id, why nothing is begun on it: what was begun before has not come to its end. */
export type Stuck = Map<string, string>;

/**
 * applySteps(), for the rounds of a pair: a side whose disk hangs in the kernel holds up its own resource and no other. In later rounds
 * its steps fail at once, for as long as what was begun hangs; then they are tried again. `stuck` is kept from round to round.
 */
export async function applyBySide(machine: Machine, { disks }: Pick<Plan, "disks">, steps: readonly Step[], executors: Executors, stuck: Stuck): Promise<StepOutcome[]> {
  const outcomes: StepOutcome[] = [];
  const lost = new Set<string>();
  for (const step of steps) {
    const disk = disks.find(({ id }) => id === diskOf(step, steps));
    const apply = (): Promise<StepOutcome> => applyStep(step, executors, () => machine.uptime(), lost, machine.log);
    const fail = (error: string, seconds = 0): StepOutcome => ({ action: step.action, phase: step.phase, result: "failed", seconds, error });
    if (disk === undefined) {
      outcomes.push(await apply());
      continue;
    }
    const { id, path } = disk;
    const why = stuck.get(id);
    if (why !== undefined) {
      outcomes.push(fail(why));
      continue;
    }
    const began = machine.uptime();
    const work = apply();
    outcomes.push(await unlessHangs(machine, [basename(path)], LIMIT, () => work, () => {
      const error = `${path} does not answer`;
      stuck.set(id, error);
      void work.finally(() => stuck.delete(id));
      machine.log.error({ action: step.action }, error);
      return Promise.resolve(fail(error, Math.round(machine.uptime() - began)));
    }));
  }
  return outcomes;
}

/** Id of the disk that a step works on: the one it names, or that its pool lies on. */
function diskOf(step: Step, steps: readonly Step[]): string | null {
  if (step.action === "disk.claim") return step.id;
  if ("disk" in step) return step.disk.id;
  if (!("pool" in step)) return null;
  const side = steps.find((other) => "disk" in other && "pool" in other && other.pool === step.pool);
  return side !== undefined && "disk" in side ? side.disk.id : null;
}
