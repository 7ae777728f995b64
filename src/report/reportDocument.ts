import type { Report } from "../model/report.ts";
import type { PlanDocument } from "../schema/plan.ts";
import type { ReportDocument } from "../schema/report.ts";
import { REPORT_SCHEMA } from "../schema/report.ts";

/**
 * The report as the contract's JSON document (`ramvisor.report/1`). Problems and cluster are the plan's: from
 * `planDocument()`, or from plan.json as it lies on a running host.
 */
export function reportDocument(report: Report, plan: Pick<PlanDocument, "problems" | "cluster">): ReportDocument {
  const stages: ReportDocument["stages"] = {};
  for (const { name, seconds } of report.stages) stages[name] = (stages[name] ?? 0) + seconds;
  return {
    schema: REPORT_SCHEMA,
    outcome: report.outcome,
    ready: report.ready,
    readySeconds: report.readySeconds,
    reason: report.reason,
    stages,
    checks: report.checks.map(({ name, ok, detail, code, advisory }) => ({ name, ok, detail, code, advisory })),
    memoryUsedBytes: report.memoryUsedBytes,
    pools: report.pools.map(({ name, path, active, sizeBytes, freeBytes, mirror }) => ({ name, path, active, sizeBytes, freeBytes, mirror: mirror ?? null })),
    cluster: plan.cluster,
    problems: plan.problems,
    steps: report.steps.map(({ action, phase, result, seconds, error }) => ({ action, phase, result, seconds, error })),
  };
}
