import type { Machine } from "../apply/machine.ts";
import type { PairReport, ToldState } from "../model/pair.ts";
import { eventsBetween, keyOf, toldAfter, toldState, withGrace } from "./hookNews.ts";
import { hookQueue } from "./hookQueue.ts";
import { callHooks } from "./hooks.ts";

/** Tells hooks what changes from round to round, in the background. */
export interface HookTeller {
  /** `waits`: peers may be just starting. Gives what a stage that follows this one need not tell again. */
  tell(report: PairReport, waits: boolean): ToldState[];
  /** Fulfilled once all hooks have been called. */
  idle(): Promise<void>;
}

/** `told`: what an earlier stage of this start has told. */
export function hookTeller(machine: Pick<Machine, "fs" | "run" | "log">, told: readonly ToldState[]): HookTeller {
  const queue = hookQueue();
  let [last, done] = [told, told];
  return {
    tell: (report, waits) => {
      const now = waits ? withGrace(last, report.resources) : report.resources;
      const events = eventsBetween(last, now);
      for (const key of new Set(events.map(({ resource }) => keyOf(resource)))) {
        queue.add(key, () => callHooks(machine, report, events.filter(({ resource }) => keyOf(resource) === key)));
      }
      last = now.map(toldState);
      const after = toldAfter(done, now, queue.pending());
      done = after;
      return after;
    },
    idle: () => queue.idle(),
  };
}
