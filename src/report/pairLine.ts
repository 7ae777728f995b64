import type { PairWord } from "../model/pair.ts";
import type { PlannedResource } from "../model/plan.ts";
import { type DrbdState, isConnected } from "../status/procDrbd.ts";
import { minorOf } from "../plan/cluster/names.ts";

/** How the pair fares as a whole: the first of these that holds for any resource. */
export type PairState = "refused" | "failed" | "waiting" | "alone" | "making" | "syncing" | "formed";

/**
 * `refused`: a person has to decide. `failed`: a step fails, or it is being made for too long. `waiting`: for a peer, and nothing is used here. `alone`: used here without its peer.
 * `making`: not connected or not mounted yet. `syncing`: connected and in use, one side is getting what it lacks. `states` by DRBD's
 * minor; `words` by the resources' names, as `ramvisor status` has them.
 */
export function pairState(resources: readonly Pick<PlannedResource, "name" | "state">[], states: ReadonlyMap<number, DrbdState>, words: ReadonlyMap<string, PairWord>): PairState {
  const found = new Set(resources.map(({ name, state }): PairState => {
    const now = name === "" ? undefined : states.get(minorOf(name));
    const word = words.get(name);
    if (state === "refuse") return "refused";
    if (word === "failed" || word === "stuck") return "failed";
    if (state === "wait" || state === "alone") return now?.role === "Primary" ? "alone" : "waiting";
    if (now === undefined || !isConnected(now)) return now?.role === "Primary" ? "alone" : "making";
    // Neither leads while the file system is made, and then it is to be mounted.
    if ((now.role !== "Primary" && now.peerRole !== "Primary") || word === "making") return "making";
    return now.disk === "UpToDate" && now.peerDisk === "UpToDate" ? "formed" : "syncing";
  }));
  const worst = (["refused", "failed", "waiting", "alone", "making", "syncing"] as const).find((state) => found.has(state));
  return worst ?? (found.size === 0 ? "waiting" : "formed");
}

/** The line for scripts, the same in every language (contract, "On every console"). Seconds since the kernel's start. */
export function pairLine(state: PairState, seconds: number, names: readonly string[]): string {
  return `RAMVISOR PAIR state=${state} seconds=${seconds.toFixed(1)} resources=${names.length === 0 ? "none" : names.join(",")}`;
}
