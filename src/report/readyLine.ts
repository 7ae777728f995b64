import type { DiskVerdict, Outcome } from "../model/plan.ts";
import type { Report } from "../model/report.ts";

/** What the line says of the plan; a Plan and a PlanDocument both fit. */
export interface ReadyLinePlan {
  node: { host: string };
  network: { addresses: readonly string[] };
  disks: readonly { verdict: DiskVerdict }[];
}

/** What the line says of the report; a Report and the model's stages fit. */
export type ReadyLineReport = Pick<Report, "outcome" | "ready" | "readySeconds" | "reason" | "stages">;

/** The reason that goes without saying where a start is not `configured` (contract, "On every console"). */
const OUTCOME_REASON: Record<Exclude<Outcome, "configured">, string> = {
  degraded: "token.error",
  rescue: "nic.no-match",
  unconfigured: "token.none",
};

/** Seconds from the kernel's start: as told, else the sum of the stages. */
export function elapsedSeconds(report: ReadyLineReport): number {
  return report.readySeconds ?? report.stages.reduce((sum, { seconds }) => sum + seconds, 0);
}

/** True where the line says READY: all checks hold and the outcome is `configured`. */
export function isReady(report: ReadyLineReport): boolean {
  return report.ready && report.outcome === "configured";
}

/**
 * The one line for scripts, the same in every language, no newline: `RAMVISOR READY …` or `RAMVISOR NOT-READY …`.
 * Values hold no blanks; seconds have one decimal and a dot. `seconds` is given where the report has no time of its own.
 */
export function readyLine(report: ReadyLineReport, plan: ReadyLinePlan, seconds: number = elapsedSeconds(report)): string {
  const head = `outcome=${report.outcome} seconds=${seconds.toFixed(1)}`;
  if (!isReady(report)) {
    const reason = report.reason ?? (report.outcome === "configured" ? "unknown" : OUTCOME_REASON[report.outcome]);
    return `RAMVISOR NOT-READY ${head} reason=${oneWord(reason)}`;
  }
  const count = (verdict: DiskVerdict): number => plan.disks.filter((disk) => disk.verdict === verdict).length;
  const disks = `claim:${count("claim")},own:${count("own")},refuse:${count("refuse")}`;
  return `RAMVISOR READY ${head} host=${oneWord(plan.node.host)} address=${oneWord(plan.network.addresses[0] ?? "none")} disks=${disks}`;
}

/** A script splits the line at blanks. */
function oneWord(value: string): string {
  return value.replaceAll(/[^\x21-\x7e]/g, "_") || "none";
}
