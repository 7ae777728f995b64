import type { FilePurpose, Action } from "../model/step.ts";
import type { Plan } from "../model/plan.ts";
import { Refused } from "./explain.ts";
import type { Machine } from "./machine.ts";

/** What every executor is given: the machine behind narrow ports, and what this run has changed so far. */
export interface ApplyContext extends Pick<Machine, "fs" | "run" | "disks" | "log" | "randomInt" | "sleep"> {
  /** The plan the steps come from: which disk a pool lies on, the language of the console. */
  plan: Pick<Plan, "disks" | "locale">;
  /** Pools that this run has left because their disk hangs. */
  abandoned?: Set<string>;
  /** Purposes of the files and names of the actions that changed something: what service.start goes by. */
  changed: Set<FilePurpose | Action>;
}

export type Result = "changed" | "unchanged";

/** Between two writes of one step. @throws Refused where the run has gone on without the pool: what hung must not write beside whoever does it next. */
export function mustGoOn({ abandoned }: Pick<ApplyContext, "abandoned">, pool: string): void {
  if (abandoned?.has(pool) === true) throw new Refused({ code: "left", pool });
}
