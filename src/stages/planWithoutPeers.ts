import type { parseCmdline } from "../cmdline/index.ts";
import type { Machine } from "../apply/machine.ts";
import type { Facts } from "../model/facts.ts";
import type { Plan } from "../model/plan.ts";
import { makePlan } from "../plan/index.ts";
import { withLastMarkers } from "./lastMarkers.ts";
import { sparingSilent } from "./silentDisks.ts";
import { factsOfThisStart } from "./state.ts";

/**
 * The facts of this start with the disks as they are now, and the plan that they give while no peer is heard: what a command of a
 * pair goes by. Null where the boot run left none that are readable.
 * @param again the facts with the disks' markers as they are now
 */
export async function planWithoutPeers(machine: Pick<Machine, "fs" | "sleep">, { site, problems }: ReturnType<typeof parseCmdline>, again: (facts: Facts) => Promise<Facts>): Promise<{ facts: Facts; plan: Plan } | null> {
  const { fs } = machine;
  const started = await factsOfThisStart(fs).catch(() => null);
  if (started === null) return null;
  const facts = await withLastMarkers(fs, sparingSilent(machine, again), started);
  return { facts, plan: makePlan(site, problems, facts, []) };
}
