import { applySteps } from "../apply/applySteps.ts";
import { duringStart } from "../apply/executors.ts";
import type { Machine } from "../apply/machine.ts";
import type { StepOutcome } from "../model/step.ts";
import { applyContext } from "./context.ts";
import { keepOutcomes, planOfThisStart } from "./state.ts";

/** The disk steps of this start: claim, mount, restore guests, host keys. Runs before the services that read them. */
export async function disksStage(machine: Machine): Promise<StepOutcome[]> {
  const plan = await planOfThisStart(machine.fs);
  if (plan === null) throw new Error("the boot run left no facts: no disk is touched");
  const steps = plan.steps.filter(({ phase }) => phase === "disks");
  const outcomes = await applySteps(steps, duringStart(applyContext(machine, plan)), () => machine.uptime(), machine.log);
  await keepOutcomes(machine.fs, "disks", outcomes);
  return outcomes;
}
