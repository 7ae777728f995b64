import type { ApplyContext } from "../apply/context.ts";
import type { Machine } from "../apply/machine.ts";
import type { Plan } from "../model/plan.ts";

/** What the executors of one run are given. */
export function applyContext(machine: Machine, plan: Plan): ApplyContext {
  const { fs, run, disks, log, sleep } = machine;
  return { fs, run, disks, log, plan, sleep: (milliseconds) => sleep(milliseconds), randomInt: (limit) => machine.randomInt(limit), changed: new Set(), abandoned: new Set() };
}
