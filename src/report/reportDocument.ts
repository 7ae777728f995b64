import type { PairReport } from "../model/pair.ts";
import type { Report } from "../model/report.ts";
import type { Lang } from "../model/token.ts";
import type { PlanDocument } from "../schema/plan.ts";
import type { ReportDocument } from "../schema/report.ts";
import { REPORT_SCHEMA } from "../schema/report.ts";
import { resourceRemedy, troubleText } from "./pairSeen.ts";

/**
 * The report as the contract's JSON document (`ramvisor.report/1`). Problems are the plan's: from
 * `planDocument()`, or from plan.json as it lies on a running host. `lang`: of the remedies.
 */
export function reportDocument(report: Report, plan: Pick<PlanDocument, "problems">, lang: Lang = "en"): ReportDocument {
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
    cluster: clusterDocument(report.cluster ?? null, lang),
    problems: plan.problems,
    steps: report.steps.map(({ action, phase, result, seconds, error, cause }) => ({ action, phase, result, seconds, error, cause: cause ?? null })),
  };
}

/** The pair as in report.json: what changes all the time, like how long ago, is left out, so that a document is written anew where something has happened. */
export function clusterDocument(pair: PairReport | null, lang: Lang): ReportDocument["cluster"] {
  if (pair === null) return null;
  return {
    peers: pair.peers.map((peer) => ({ index: peer.index, host: peer.host, addresses: [...peer.addresses], heard: peer.heard, trouble: peer.trouble, why: peer.why, remedy: peer.heard ? null : troubleText(peer, pair, lang), kept: peer.kept })),
    resources: pair.resources.map((resource) => {
      const { name, pool, disk, peerDisk, peerIndex, peerHost, primaryIndex, state, situation, role, peerRole, connection, diskState, peerDiskState, percent, mounted, moving, failure, failedStep, goneSince, peerAheadSince, changes } = resource;
      return { name, pool, disk, peerDisk, peerIndex, peerHost, primaryIndex, state, situation, remedy: resourceRemedy(resource, pair, lang), role, peerRole, connection, diskState, peerDiskState, percent, mounted, moving, failure, cause: failedStep?.cause ?? null, goneSince, peerAheadSince, changes };
    }),
    trust: pair.trust,
  };
}
