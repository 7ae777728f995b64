import type { Action, FilePurpose, Step, StepOf } from "../../model/step.ts";

/** One sentence per step, and one phrase per purpose of a file, in one language. */
export interface StepMessages {
  purpose: Record<FilePurpose, string>;
  action: { [A in Action]: (step: StepOf<A>) => string };
}

/** The sentence for one step. The table is typed member by member; TypeScript cannot see that the member fits its own step. */
export function sentence(messages: StepMessages, step: Step): string {
  return (messages.action[step.action] as (step: Step) => string)(step);
}
