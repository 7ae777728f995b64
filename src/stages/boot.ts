import { applyByPool } from "../apply/applyByPool.ts";
import { applySteps } from "../apply/applySteps.ts";
import { duringStart, onRunningHost } from "../apply/executors.ts";
import type { Machine } from "../apply/machine.ts";
import type { Facts } from "../model/facts.ts";
import type { Plan } from "../model/plan.ts";
import type { Step, StepOutcome } from "../model/step.ts";
import { last } from "../plan/steps/last.ts";
import { startsGuests } from "../plan/steps/pair.ts";
import { planDocument } from "../report/planDocument.ts";
import { applyContext } from "./context.ts";
import { agentStays, commandLine, FACTS, keepDocument, keepOutcomes, markDisks, PLAN, planFor, systemdRuns } from "./state.ts";

/** Reads this machine; main gives it the version and the inventory that a boot run needs. `early`: all but the disks. */
export type Look = (what: "early" | "all") => Promise<Facts>;

/** Early steps that are left to the disks' stage where the disks are looked at only there: on a disk the keys may lie. */
export const AFTER_DISKS: ReadonlySet<Step["action"]> = new Set(["ssh.hostkeys"]);

/**
 * The boot run: read, plan, apply, and leave what was decided under /run/ramvisor. Before systemd it applies the
 * early steps; on a running host all of them, services last, and changes nothing where all is right already.
 * Where the agent goes on after the hand-over, it looks at no disk before: their stage does, and plans again.
 */
export async function bootRun(machine: Machine, look: Look): Promise<{ plan: Plan; outcomes: StepOutcome[]; running: boolean }> {
  const { fs, log } = machine;
  const running = await systemdRuns(fs);
  const later = !running && (await agentStays(fs));
  const facts = await look(later ? "early" : "all");
  const plan = await keepPlan(machine, facts);
  await markDisks(fs, !later);

  const context = applyContext(machine, plan);
  const clock = (): number => machine.uptime();
  const outcomes = running
    ? await applyByPool(machine, plan, servicesLast(plan.steps), onRunningHost(context), context.abandoned)
    : await applySteps(plan.steps.filter(({ phase, action }) => phase === "early" && !(later && AFTER_DISKS.has(action))), duringStart(context), clock, log);
  await keepOutcomes(fs, "early", outcomes.filter(({ phase }) => phase === "early"));
  if (running) await keepOutcomes(fs, "disks", outcomes.filter(({ phase }) => phase === "disks"));
  log.info({ changed: outcomes.filter(({ result }) => result === "changed").length, failed: outcomes.filter(({ result }) => result === "failed").length }, "applied");
  return { plan, outcomes, running };
}

/** Plans for the facts, and leaves both where the stages that follow and people find them. */
export async function keepPlan({ fs, log }: Machine, facts: Facts): Promise<Plan> {
  const plan = planFor(await commandLine(fs), facts);
  await keepDocument(fs, FACTS, facts);
  await keepDocument(fs, PLAN, planDocument(plan, plan.locale.lang));
  log.info({ outcome: plan.outcome, problems: plan.problems.map(({ code }) => code), disks: plan.disks.map(({ path, verdict, reason }) => `${path} ${verdict} ${reason}`) }, "planned");
  return plan;
}

/** A service is told to read again when all that it reads has been written, in whichever phase; guests are started when libvirt has read it. */
export function servicesLast(steps: readonly Step[]): Step[] {
  return last(last(steps, ({ action }) => action === "service.start"), startsGuests);
}
