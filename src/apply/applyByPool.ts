import { basename } from "node:path";
import type { Failure } from "../model/failure.ts";
import type { Plan } from "../model/plan.ts";
import type { Step, StepOutcome } from "../model/step.ts";
import { applyStep, type Executors, leftOutcome } from "./applySteps.ts";
import { Failed, failureOf } from "./explain.ts";
import { startAnew, unlessHangs } from "./hanging.ts";
import { isInArray } from "./md.ts";
import { poolOf, sidesBelow, withoutPool } from "./poolOf.ts";
import type { Machine } from "./machine.ts";
import { WAITING } from "./waiting.ts";

/** A disk that answers nothing for so long is left: longer than a hard disk tries to read one block where it is told to give up (SCT ERC, 7 s). */
const HANGS_MS = 7500;
/** With further ones, as behind one controller, the start waits less for each: two of them cost 10 s, each further one a second. */
const FURTHER_MS = [1500, 500];
/** Kernel names of the disks that were left, one a line: who watches on does the rest once they answer. */
export const HANGING = "/run/ramvisor/disks.hanging";

/**
 * applySteps(), for a plan whose pools lie on disks: one that hangs in the kernel, where no program that waits for it can be ended, holds
 * up its own pool and nothing else. Its further steps are skipped. `abandoned` gets the pools that are left: see mustGoOn().
 */
export async function applyByPool(machine: Machine, plan: Pick<Plan, "disks">, steps: readonly Step[], executors: Executors, abandoned: Set<string> = new Set()): Promise<StepOutcome[]> {
  const outcomes: StepOutcome[] = [];
  const lost = new Set<string>();
  const hanging = new Set<string>();
  const apply = (step: Step): Promise<StepOutcome> => applyStep(step, executors, () => machine.uptime(), lost, machine.log);
  await machine.fs.remove(HANGING);
  await startAnew(machine);

  for (const step of steps) {
    const pool = poolOf(step, steps);
    const elsewhere = withoutPool(step);
    // What needs a pool that was left is skipped by what applies it.
    if (pool === null || abandoned.has(pool)) outcomes.push(await apply(pool === null ? step : (elsewhere ?? step)));
    else {
      const began = machine.uptime();
      // Who starts a mirror leaves one that is silent; once it is in the array, md waits for it, and with md everybody.
      const spared = async (disk: string): Promise<boolean> => step.action === "pool.mount" && step.mirror !== undefined && !(await isInArray(machine.fs, disk));
      outcomes.push(await unlessHangs(machine, disksOf(plan, pool, step, steps), { limitMs: limitMs(hanging.size), spared, ...(WAITING.has(step.action) ? { unseenMs: Infinity } : { alone: true }) }, () => apply(step), async (silent) => {
        for (const disk of silent) hanging.add(disk);
        // A disk that was to join a mirror leaves it as it is.
        if (step.action !== "mirror.join") for (const left of [abandoned, lost]) left.add(pool);
        await machine.fs.replace(HANGING, [...hanging].map((name) => `${name}\n`).join(""));
        const failure = failureOf(new Failed(silentOnce(silent.map((disk) => `/dev/${disk}`))));
        machine.log.error({ pool, action: step.action }, failure.error);
        return elsewhere === null ? leftOutcome(step, machine.uptime() - began, failure) : apply(elsewhere);
      }));
    }
  }
  return outcomes;
}

function silentOnce(paths: string[]): Failure {
  const [path = ""] = paths;
  return paths.length > 1 ? { code: "silent-once-of", paths } : { code: "silent-once", path };
}

/** How long the next disk may answer nothing, after so many that were left. */
function limitMs(left: number): number {
  return left === 0 ? HANGS_MS : (FURTHER_MS[left - 1] ?? FURTHER_MS.at(-1) ?? 0);
}

/** Kernel names of the disks that a step works on: the one that it claims, else all below its pool. A pair's side is named by steps alone. */
function disksOf({ disks }: Pick<Plan, "disks">, pool: string, step: Step, steps: readonly Step[]): string[] {
  const claimed = step.action === "disk.claim" || step.action === "mirror.join" ? step.id : null;
  const sides = sidesBelow(pool, steps);
  return disks.filter((disk) => (claimed === null ? disk.pool === pool || sides.includes(disk.id) : disk.id === claimed)).map(({ path }) => basename(path));
}
