import { writeMarker } from "../apply/actions/diskClaim.ts";
import type { ApplyContext } from "../apply/context.ts";
import { drbdadm, drbdStates, findSide, stateOf } from "../apply/drbd.ts";
import { explain } from "../apply/explain.ts";
import type { Machine } from "../apply/machine.ts";
import { isLeftWhole, isQuiet, isUsedAlone, noteQuiet, withLink } from "../apply/pairLink.ts";
import { parseCmdline } from "../cmdline/index.ts";
import { within } from "../facts/limit.ts";
import type { DiskFacts, Facts } from "../model/facts.ts";
import type { PlannedResource } from "../model/plan.ts";
import { minorOf } from "../plan/cluster/names.ts";
import { isConnected } from "../status/procDrbd.ts";
import { applyContext } from "./context.ts";
import { learnSecret, newTalker } from "./enrolment.ts";
import { askPeer } from "./hear.ts";
import { planWithoutPeers } from "./planWithoutPeers.ts";
import { commandLine } from "./state.ts";

/** A power-off waits no longer for a disk, or for a peer to answer. */
const LIMIT_MS = 8000;

/**
 * The end of a pair's node, once its pools are unmounted and its phase is over. Where a peer stays, this side gives up its lead while they are
 * connected, and says so: the peer has all that was written. Where the peer was quiet before, it is this side that has it, and its marker is to
 * say so. DRBD is taken down by who calls this.
 */
export async function pairEndStage(machine: Machine, again: (facts: Facts) => Promise<Facts>, limitMs = LIMIT_MS): Promise<0> {
  await within(limitMs, endSides(machine, again)).catch((error: unknown) => { machine.log.warn({ why: explain(error) }, "the end of this node is not noted everywhere"); });
  return 0;
}

async function endSides(machine: Machine, again: (facts: Facts) => Promise<Facts>): Promise<void> {
  if ((await drbdStates(machine)).size === 0) return;
  const line = parseCmdline(await commandLine(machine.fs));
  const now = await planWithoutPeers(machine, line, again);
  const index = now?.plan.node.index ?? null;
  if (now === null || index === null) return;
  const context = applyContext(machine, now.plan);
  const stay = new Set<number>();
  for (const resource of (now.plan.cluster?.resources ?? []).filter(({ name }) => name !== "")) {
    const isThere = await endSide(context, resource, now.facts.disks.find(({ id }) => id === resource.disk)).catch((error: unknown) => {
      machine.log.warn({ resource: resource.name, why: explain(error) }, "the end of a side is not noted");
      return false;
    });
    if (isThere && resource.peerIndex !== null) stay.add(resource.peerIndex);
  }
  if (stay.size === 0) return;
  const talker = newTalker(index);
  await learnSecret(machine, now.facts, line.site, now.plan.node.site, talker);
  await Promise.all([...stay].map((peer) => askPeer(line.site, talker, peer, { tell: "end" }).catch((error: unknown) => { machine.log.warn({ peer, why: explain(error) }, "a peer is not told of the end"); })));
}

/** True where the peer is connected, and this side leads nothing any more. */
async function endSide(context: ApplyContext, { name }: PlannedResource, disk: DiskFacts | undefined): Promise<boolean> {
  const state = await stateOf(context, minorOf(name));
  if (state === null) return false;
  if (isConnected(state)) {
    // One that is still in use stays what it is: its peer is not told otherwise.
    if (state.role === "Primary") await drbdadm(context, "secondary", name);
    return true;
  }
  if (state.disk !== "UpToDate" || !(isUsedAlone(state) || (await isQuiet(context.fs, name)))) return false;
  if (disk === undefined || disk.unreadable === true || disk.marker.state !== "good" || disk.marker.marker.pair?.linked !== true) return false;
  const { partitionUuid, pair: { resource, uuid, side } } = disk.marker.marker;
  const { marker, path } = await findSide(context, { id: disk.id, partitionUuid, resource, uuid, side });
  await writeMarker(context, path, withLink(marker, false), "shared");
  return false;
}

/** A peer has ended, and is still connected: what DRBD shows of each of these resources is kept for the end of this node. Reads no disk. */
export async function noteEnd(machine: Machine, resources: readonly PlannedResource[], host: string): Promise<void> {
  for (const { name } of resources) {
    if (isLeftWhole(await stateOf(machine, minorOf(name)))) await noteQuiet(machine.fs, name, host);
  }
}
