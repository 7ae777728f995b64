import type { Outcome } from "../model/plan.ts";
import type { Problem } from "../model/problem.ts";
import type { Site } from "../model/site.ts";

/**
 * The outcome as the contract defines it. A broken `mac.` token counts as one: a line that has only such is a
 * rescue, not an unconfigured start.
 */
export function outcomeOf(site: Site, named: boolean, problems: readonly Problem[]): Outcome {
  if (!named) return site.hasMacToken ? "rescue" : "unconfigured";
  return problems.some(({ severity }) => severity === "error") ? "degraded" : "configured";
}
