import { applyByPool } from "../apply/applyByPool.ts";
import { duringStart } from "../apply/executors.ts";
import type { Machine } from "../apply/machine.ts";
import type { Facts } from "../model/facts.ts";
import type { Plan } from "../model/plan.ts";
import type { StepOutcome } from "../model/step.ts";
import { AFTER_DISKS, keepPlan } from "./boot.ts";
import { applyContext } from "./context.ts";
import { disksUnseen, factsOfThisStart, keepOutcomes, markDisks, planOfThisStart } from "./state.ts";

/** The facts given, with the disks. */
export type LookAtDisks = (facts: Facts) => Promise<Facts>;

/**
 * The disks of this start: looked at, where the boot run has not, and planned for again by the same planner with what is
 * known then; then their steps: claim, mount, restore guests, host keys. Runs before the services that read them.
 */
export async function disksStage(machine: Machine, look: LookAtDisks): Promise<StepOutcome[]> {
  const { fs } = machine;
  const later = await disksUnseen(fs);
  const plan = await (later ? planWithDisks(machine, look) : planOfThisStart(fs));
  if (plan === null) throw new Error("the boot run left no facts: no disk is touched");
  const steps = plan.steps.filter(({ phase, action }) => phase === "disks" || (later && phase === "early" && AFTER_DISKS.has(action)));
  const context = applyContext(machine, plan);
  const outcomes = await applyByPool(machine, plan, steps, duringStart(context), context.abandoned);
  await keepOutcomes(fs, "disks", outcomes);
  return outcomes;
}

async function planWithDisks(machine: Machine, look: LookAtDisks): Promise<Plan | null> {
  const facts = await factsOfThisStart(machine.fs);
  if (facts === null) return null;
  const plan = await keepPlan(machine, await look(facts));
  await markDisks(machine.fs, true);
  return plan;
}
