import type { Action, StepOutcome } from "../model/step.ts";
import type { Check } from "../model/report.ts";
import { advisory, fails, holds } from "./check.ts";

/** Steps whose failure leaves a KVM host that works: a warning. */
const COSMETIC: ReadonlySet<Action> = new Set(["console.keymap", "files.clean", "mirror.join", "guests.start"]);

/** The failed step that matters most, and how many failed beside it; null where none did. */
export function worstStep(outcomes: readonly StepOutcome[]): { step: StepOutcome; others: number } | null {
  const failed = outcomes.filter(({ result }) => result === "failed");
  const [step] = [...failed].sort((a, b) => Number(COSMETIC.has(a.action)) - Number(COSMETIC.has(b.action)));
  return step === undefined ? null : { step, others: failed.length - 1 };
}

/** Whether the steps of this start succeeded. `pending`: the disk steps have not run to their end yet. */
export function checkSteps(outcomes: readonly StepOutcome[], pending: boolean): Check {
  const failed = worstStep(outcomes);
  if (failed !== null) {
    const { step: worst, others } = failed;
    const more = others > 0 ? ` (and ${others} more)` : "";
    const check = fails("steps", `step.${worst.action}`, `${worst.action}: ${worst.error ?? "failed"}${more}`);
    return COSMETIC.has(worst.action) ? advisory(check) : check;
  }
  if (pending) return fails("steps", "disks.pending", "the disk steps are still running");
  return holds("steps", `${outcomes.length} steps succeeded`);
}
