import type { Plan } from "../model/plan.ts";
import type { Step, StepOutcome } from "../model/step.ts";
import { applyStep, type Executors, lose } from "./applySteps.ts";
import { untilHangs } from "./hanging.ts";
import type { Machine } from "./machine.ts";

/** A disk that answers nothing for so long is left; with further ones, as behind one controller, the start waits less for each. */
const HANGS_MS = 8000;
const HANGS_TOO_MS = 2000;

/**
 * applySteps(), for a plan whose pools lie on disks: one that hangs in the kernel, where no program that waits for it can be ended, holds
 * up its own pool and nothing else. What was begun there goes on or not; its further steps are skipped.
 */
export async function applyByPool(machine: Machine, plan: Pick<Plan, "disks">, steps: readonly Step[], executors: Executors): Promise<StepOutcome[]> {
  const outcomes: StepOutcome[] = [];
  const lost = new Set<string>();
  const hanging = new Set<string>();
  const apply = (step: Step): Promise<StepOutcome> => applyStep(step, executors, () => machine.uptime(), lost, machine.log);

  for (const step of steps) {
    const pool = poolOf(step, steps);
    // sshd needs a key, if only for this start.
    const elsewhere: Step | null = step.action === "ssh.hostkeys" ? { ...step, dir: null } : null;
    if (pool === null) outcomes.push(await apply(step));
    else if (hanging.has(pool)) outcomes.push(await (elsewhere === null ? lose(step, lost, { result: "skipped", seconds: 0, error: `pool ${pool} is not there` }) : apply(elsewhere)));
    else {
      const began = machine.uptime();
      let over = false;
      const work = apply(step).finally(() => { over = true; });
      const hangs = untilHangs(machine, disksOf(plan, pool, step), hanging.size === 0 ? HANGS_MS : HANGS_TOO_MS, () => over);
      outcomes.push(await Promise.race([work, hangs.then((disk) => {
        if (disk === null) return work;
        hanging.add(pool);
        const error = `/dev/${disk} does not answer; once it does, run: ramvisor`;
        machine.log.error({ pool, action: step.action }, error);
        return elsewhere === null ? lose(step, lost, { result: "failed", seconds: Math.round(machine.uptime() - began), error }) : apply(elsewhere);
      })]));
    }
  }
  return outcomes;
}

/** The pool on whose disks a step works; null where on none. */
function poolOf(step: Step, steps: readonly Step[]): string | null {
  if ("pool" in step) return step.pool;
  if (step.action !== "ssh.hostkeys" || step.dir === null) return null;
  const { dir } = step;
  const mount = steps.find((other) => (other.action === "pool.mount" || other.action === "pair.mount") && dir.startsWith(`${other.path}/`));
  return mount !== undefined && "pool" in mount ? mount.pool : null;
}

/** Kernel names of the disks below a pool; a pair's side is named by the step alone. */
function disksOf({ disks }: Pick<Plan, "disks">, pool: string, step: Step): string[] {
  const side = "disk" in step ? step.disk.id : null;
  return disks.filter((disk) => disk.pool === pool || disk.id === side).map(({ path }) => path.slice(path.lastIndexOf("/") + 1));
}
