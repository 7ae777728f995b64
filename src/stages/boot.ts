import { applySteps } from "../apply/applySteps.ts";
import { duringStart, onRunningHost } from "../apply/executors.ts";
import type { Machine } from "../apply/machine.ts";
import type { Facts } from "../model/facts.ts";
import type { Plan } from "../model/plan.ts";
import type { Step, StepOutcome } from "../model/step.ts";
import { planDocument } from "../report/planDocument.ts";
import { applyContext } from "./context.ts";
import { commandLine, FACTS, keepDocument, keepOutcomes, PLAN, planFor, systemdRuns } from "./state.ts";

/** Reads this machine; main gives it the version and the inventory that a boot run needs. */
export type Look = () => Promise<Facts>;

/**
 * The boot run: read, plan, apply, and leave what was decided under /run/ramvisor. Before systemd it applies the
 * early steps; on a running host all of them, services last, and changes nothing where all is right already.
 */
export async function bootRun(machine: Machine, look: Look): Promise<{ plan: Plan; outcomes: StepOutcome[]; running: boolean }> {
  const { fs, log } = machine;
  const running = await systemdRuns(fs);
  const facts = await look();
  const plan = planFor(await commandLine(fs), facts);
  await keepDocument(fs, FACTS, facts);
  await keepDocument(fs, PLAN, planDocument(plan, plan.locale.lang));
  log.info({ outcome: plan.outcome, problems: plan.problems.map(({ code }) => code), disks: plan.disks.map(({ path, verdict, reason }) => `${path} ${verdict} ${reason}`) }, "planned");

  const context = applyContext(machine, plan);
  const clock = (): number => machine.uptime();
  const outcomes = running
    ? await applySteps(servicesLast(plan.steps), onRunningHost(context), clock, log)
    : await applySteps(plan.steps.filter(({ phase }) => phase === "early"), duringStart(context), clock, log);
  await keepOutcomes(fs, "early", outcomes.filter(({ phase }) => phase === "early"));
  if (running) await keepOutcomes(fs, "disks", outcomes.filter(({ phase }) => phase === "disks"));
  log.info({ changed: outcomes.filter(({ result }) => result === "changed").length, failed: outcomes.filter(({ result }) => result === "failed").length }, "applied");
  return { plan, outcomes, running };
}

/** A service is told to read again when all that it reads has been written, in whichever phase. */
export function servicesLast(steps: readonly Step[]): Step[] {
  const isService = ({ action }: Step): boolean => action === "service.start";
  return [...steps.filter((step) => !isService(step)), ...steps.filter(isService)];
}
