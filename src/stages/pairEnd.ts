import { writeMarker } from "../apply/actions/diskClaim.ts";
import { drbdadm, findSide, stateOf } from "../apply/drbd.ts";
import { explain } from "../apply/explain.ts";
import type { Machine } from "../apply/machine.ts";
import { isLeftWhole, isQuiet, noteQuiet, withLink } from "../apply/pairLink.ts";
import { parseCmdline } from "../cmdline/index.ts";
import { within } from "../facts/limit.ts";
import type { Facts } from "../model/facts.ts";
import type { PairDocument } from "../model/pair.ts";
import type { PlannedResource } from "../model/plan.ts";
import { cleanSecret, keyFor, SECRET_FILE } from "../peers/keys.ts";
import { minorOf } from "../plan/cluster/names.ts";
import { isConnected } from "../status/procDrbd.ts";
import { applyContext } from "./context.ts";
import { askPeer } from "./hear.ts";
import { planWithoutPeers } from "./planWithoutPeers.ts";
import { commandLine, PAIR, planOfThisStart } from "./state.ts";

/** A power-off waits no longer for a disk, or for a peer to answer. */
const LIMIT_MS = 8000;

type Own = Pick<PlannedResource, "name" | "peerIndex">;

/**
 * The end of a pair's node, once its pools are unmounted and its phase is over. Where a peer stays, this side gives up its lead while they are
 * connected, and says so: the peer has all that was written. Where the peer was quiet before, it is this side that has it, and its marker is to
 * say so. DRBD is taken down by who calls this.
 */
export async function pairEndStage(machine: Machine, again: (facts: Facts) => Promise<Facts>, ask = askPeer, limitMs = LIMIT_MS): Promise<0> {
  await within(limitMs, endSides(machine, again, ask)).catch((error: unknown) => { machine.log.warn({ why: explain(error) }, "the end of this node is not noted everywhere"); });
  return 0;
}

async function endSides(machine: Machine, again: (facts: Facts) => Promise<Facts>, ask: typeof askPeer): Promise<void> {
  const { fs, log } = machine;
  const plan = await planOfThisStart(fs);
  const document = await fs.readText(PAIR).then((text) => JSON.parse(text) as Pick<PairDocument, "resources">, () => ({ resources: [] }));
  const own: Own[] = document.resources.filter(({ name }) => name !== "");
  if (plan === null || plan.node.index === null) return;
  const context = applyContext(machine, plan);
  const stay = new Set<number>();
  const toNote: string[] = [];
  for (const { name, peerIndex } of own) {
    const state = await stateOf(machine, minorOf(name));
    if (state === null) continue;
    if (!isConnected(state)) {
      if (state.disk === "UpToDate" && (await isQuiet(fs, name))) toNote.push(name);
      continue;
    }
    // One that is still in use stays what it is: its peer looks for itself.
    if (state.role === "Primary") await drbdadm(context, "secondary", name).catch((error: unknown) => { log.warn({ resource: name, why: explain(error) }, "the lead is not given up"); });
    if (peerIndex !== null) stay.add(peerIndex);
  }
  if (stay.size > 0) await tellEnd(machine, plan.node.index, [...stay], ask);
  // What reads disks comes last.
  if (toNote.length > 0) await noteLast(machine, again, toNote);
}

async function tellEnd({ fs, log }: Machine, index: number, peers: readonly number[], ask: typeof askPeer): Promise<void> {
  const secret = cleanSecret(await fs.readText(SECRET_FILE).catch(() => ""));
  if (secret === null) return;
  const { site } = parseCmdline(await commandLine(fs));
  const talker = { index, key: keyFor(secret, "talk") };
  await Promise.all(peers.map((peer) => ask(site, talker, peer, { tell: "end" }).catch((error: unknown) => { log.warn({ peer, why: explain(error) }, "a peer is not told of the end"); })));
}

/** This side ends as the last one, and has all. */
async function noteLast(machine: Machine, again: (facts: Facts) => Promise<Facts>, names: readonly string[]): Promise<void> {
  const now = await planWithoutPeers(machine, parseCmdline(await commandLine(machine.fs)), again);
  if (now === null) return;
  const context = applyContext(machine, now.plan);
  for (const { id, marker: read, unreadable } of now.facts.disks) {
    if (unreadable === true || read.state !== "good" || read.marker.pair?.linked !== true || !names.includes(read.marker.pair.resource)) continue;
    const { partitionUuid, pair: { resource, uuid, side } } = read.marker;
    // A disk of another site, or one of two that claim the same place, is not found.
    if (now.plan.cluster?.resources.some(({ name, disk, state }) => name === resource && disk === id && state !== "refuse") !== true) continue;
    const { marker, path } = await findSide(context, { id, partitionUuid, resource, uuid, side });
    await writeMarker(context, path, withLink(marker, false), "shared");
  }
}

/** A peer has ended, and is still connected: what DRBD shows of each of these resources is kept. Reads no disk. */
export async function noteEnd(machine: Machine, resources: readonly string[]): Promise<void> {
  for (const name of resources) {
    if (isLeftWhole(await stateOf(machine, minorOf(name)))) await noteQuiet(machine.fs, name);
  }
}
