import type { ResourceReport } from "../model/pair.ts";
import type { PlannedResource } from "../model/plan.ts";

/**
 * Nothing of a pair is about to begin: what is left is for a person, or runs in the background. The node that leads mounts once both sides
 * have noted that they are one: until then it waits for the other one, where all looks whole already. Pure.
 */
export function isSettled(seen: readonly Pick<ResourceReport, "state">[], planned: readonly Pick<PlannedResource, "state">[]): boolean {
  return seen.every(({ state }) => state !== "making" && state !== "waiting") && planned.every(({ state }) => state !== "make" && state !== "settle");
}
