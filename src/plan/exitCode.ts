import type { Plan } from "../model/plan.ts";

/**
 * The exit code of a plan: 3 where the command line has an error in our tokens; 4 where the machine does not fit
 * it (rescue, unconfigured, a NIC in error, or no disk own or claimed); else 0. The lower one wins.
 */
export function exitCodeOf(plan: Plan): 0 | 3 | 4 {
  const errors = plan.problems.filter(({ severity }) => severity === "error");
  if (errors.some(({ code }) => !code.startsWith("nic."))) return 3;
  if (errors.length > 0 || plan.outcome === "rescue" || plan.outcome === "unconfigured") return 4;
  return plan.disksMode === "none" || plan.disks.some(({ verdict }) => verdict === "own" || verdict === "claim") ? 0 : 4;
}
