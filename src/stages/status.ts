import type { Machine } from "../apply/machine.ts";
import type { Report } from "../model/report.ts";
import type { Plan } from "../model/plan.ts";
import { planDocument } from "../report/planDocument.ts";
import { reportDocument } from "../report/reportDocument.ts";
import { makeCollector } from "../status/collect.ts";
import { isReady, makeReport } from "../status/report.ts";
import { keepDocument, outcomesSoFar, REPORT } from "./state.ts";
import { readTimeline, readUnitTimes, stagesOf } from "./timeline.ts";

const POLL_MS = 500;
/** How long libvirt may take to answer where nobody asked to wait. */
const ANSWER_MS = 10_000;

/**
 * Checks this host now, again until it is ready or `waitSeconds` have passed. The time of READY and the stages are
 * those of the start; where it was never READY, `readySeconds` is null although the checks may hold by now.
 */
export async function checkNow(machine: Machine, plan: Plan, waitSeconds: number): Promise<Report> {
  const { fs } = machine;
  const collector = makeCollector(machine, plan, () => outcomesSoFar(fs, plan), true);
  const deadline = machine.uptime() + waitSeconds;
  for (;;) {
    const checks = await collector.collect(Math.max(ANSWER_MS, (deadline - machine.uptime()) * 1000));
    if (!isReady(plan, checks) && machine.uptime() < deadline) {
      await machine.sleep(POLL_MS);
      continue;
    }
    const [marks, { outcomes }] = [await readTimeline(fs), await outcomesSoFar(fs, plan)];
    const readySeconds = marks.get("ready") ?? null;
    const stages = stagesOf(marks, await readUnitTimes(machine.run), readySeconds);
    return makeReport(machine, plan, { checks, activePools: collector.activePools(), steps: outcomes, stages, readySeconds });
  }
}

/** Checks this host now, and leaves the report where the stages and people find it, in the line's language. */
export async function keepReport(machine: Machine, plan: Plan): Promise<void> {
  const { lang } = plan.locale;
  await keepDocument(machine.fs, REPORT, reportDocument(await checkNow(machine, plan, 0), planDocument(plan, lang), lang));
}
