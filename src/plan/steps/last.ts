import type { Step } from "../../model/step.ts";

/** The steps in their order, those that `isLast` names behind all others. Pure. */
export function last(steps: readonly Step[], isLast: (step: Step) => boolean): Step[] {
  return [...steps.filter((step) => !isLast(step)), ...steps.filter(isLast)];
}
