import { pairFollow } from "../apply/actions/pairFollow.ts";
import { drbdadm, drbdStates, stateOf } from "../apply/drbd.ts";
import { explain } from "../apply/explain.ts";
import type { Machine } from "../apply/machine.ts";
import { parseCmdline } from "../cmdline/index.ts";
import { within } from "../facts/limit.ts";
import type { Facts } from "../model/facts.ts";
import type { Plan } from "../model/plan.ts";
import { minorOf } from "../plan/cluster/names.ts";
import { isConnected } from "../status/procDrbd.ts";
import { applyContext } from "./context.ts";
import { learnSecret, newTalker } from "./enrolment.ts";
import { askPeer } from "./hear.ts";
import { withLock } from "./lock.ts";
import { planWithoutPeers } from "./planWithoutPeers.ts";
import { commandLine } from "./state.ts";

/** A power-off waits no longer for what its peers note. */
const LIMIT_MS = 8000;
/** A peer that ends at the same moment answers nobody any more: it sees the same in DRBD, which stays connected for so long. */
const LINGER_MS = 2000;

/**
 * The end of a pair's node, once its pools are unmounted and its phase is over: it gives up its lead while both are still connected, and tells the
 * peers, so that each can see and note that nothing is going to be written without it. DRBD is taken down by who calls this.
 */
export async function pairEndStage(machine: Machine, again: (facts: Facts) => Promise<Facts>, limitMs = LIMIT_MS): Promise<0> {
  await within(limitMs, endTogether(machine, again)).catch((error: unknown) => { machine.log.warn({ why: explain(error) }, "the end of this node is not noted everywhere"); });
  return 0;
}

async function endTogether(machine: Machine, again: (facts: Facts) => Promise<Facts>): Promise<void> {
  if (![...(await drbdStates(machine)).values()].some(isConnected)) return;
  const line = parseCmdline(await commandLine(machine.fs));
  const now = await planWithoutPeers(machine, line, again);
  const index = now?.plan.node.index ?? null;
  if (now === null || index === null) return;
  const context = applyContext(machine, now.plan);
  const meant = new Set<number>();
  for (const { name, peerIndex } of (now.plan.cluster?.resources ?? []).filter((resource) => resource.name !== "")) {
    const state = await stateOf(machine, minorOf(name));
    if (state === null || !isConnected(state)) continue;
    // One that is still in use stays what it is: its peer is not told otherwise.
    if (state.role === "Primary") await drbdadm(context, "secondary", name).catch((error: unknown) => { machine.log.warn({ resource: name, why: explain(error) }, "the lead is not given up"); });
    if (peerIndex !== null) meant.add(peerIndex);
  }
  const talker = newTalker(index);
  await learnSecret(machine, now.facts, line.site, now.plan.node.site, talker);
  const told = await Promise.all([...meant].map((peer) => askPeer(line.site, talker, peer, { tell: "end" }).then(() => true, () => false)));
  await noteEnded(machine, now);
  if (told.every(Boolean)) return;
  await machine.sleep(LINGER_MS);
  await noteEnded(machine, now);
}

/** Notes on each side here that follows whether the other one has ended, as far as DRBD shows it. `facts`: with the markers as they are now. */
export async function noteEnded(machine: Machine, { facts, plan }: { facts: Facts; plan: Plan }): Promise<void> {
  const context = applyContext(machine, plan);
  await withLock(machine, async () => {
    for (const { id, marker } of facts.disks) {
      if (marker.state !== "good" || marker.marker.pair?.follows !== true) continue;
      const { partitionUuid, pair: { resource, uuid, side } } = marker.marker;
      await pairFollow(context, { action: "pair.follow", phase: "pair", resource, minor: minorOf(resource), disk: { id, partitionUuid, resource, uuid, side }, follows: false })
        .catch((error: unknown) => { machine.log.warn({ resource, why: explain(error) }, "that the other side has ended is not noted"); });
    }
  });
}
