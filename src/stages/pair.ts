import type { Stuck } from "../apply/applyBySide.ts";
import { explain } from "../apply/explain.ts";
import type { Machine } from "../apply/machine.ts";
import { withoutQuiet } from "../apply/pairLink.ts";
import { parseCmdline } from "../cmdline/index.ts";
import type { Facts } from "../model/facts.ts";
import type { ResourceReport } from "../model/pair.ts";
import type { PlannedResource } from "../model/plan.ts";
import { listen } from "../peers/talk.ts";
import { TALK_PORT } from "../peers/wire.ts";
import { peerIsAhead } from "../plan/cluster/takeover.ts";
import { claimsAnything } from "../plan/cluster/index.ts";
import { makePlan } from "../plan/index.ts";
import { enrolAtFirst, learnSecret, newTalker } from "./enrolment.ts";
import { addressesOf } from "./hear.ts";
import { hangs } from "./hooks.ts";
import { hookTeller } from "./hookTeller.ts";
import { readLinks } from "./links.ts";
import { keepsLastMarkers } from "./lastMarkers.ts";
import { Busy, withLock } from "./lock.ts";
import { answersOf, askNeighbours, farewell, type HostOf } from "./neighbours.ts";
import { ownHooks } from "./ownHooks.ts";
import { pairRound } from "./pairRound.ts";
import { GRACE_S, NOTHING_SAID, sayPair } from "./pairSay.ts";
import { inShort, seenBefore, seePair, stampOf } from "./pairSee.ts";
import { isSettled } from "./pairSettled.ts";
import { installAccess } from "./peerAccess.ts";
import { peerHooks } from "./peerHooks.ts";
import type { LogPlaces } from "./peerLog.ts";
import { commandLine, factsOfThisStart } from "./state.ts";
import type { Held } from "./trust.ts";

const BUSY_MS = 1000;
const CALM_MS = 5000;
const HURRY_MS = 300;
const AGREED_MS = 100;
/** A hook that is still running does not hold up a power-off for longer. */
const LAST_HOOK_MS = 10_000;

/** The facts of this start with the disks' markers as they are now. */
export type Again = (facts: Facts) => Promise<Facts>;

export interface PairOptions {
  rounds?: number;
  /** Fulfilled when the stage is to end, as at a power-off. */
  ending?: Promise<void>;
  /** Sets this process' priority (setpriority(2)), and so its children's. */
  priority?: (nice: number) => void;
}

/** The unit starts it before all others: guests wait for their disks. Once they have them, or nobody comes, it is one of many. */
const USUAL = 0;
const HURRY_S = 120;

/**
 * The pair's phase, for as long as the host runs: hear the peers, plan again with what they say, apply what is left to do.
 * Every round begins from what is on the disks now, so that nodes may start minutes apart, in any order, and come back.
 */
export async function pairStage(machine: Machine, read: Again, { rounds = Infinity, ending = new Promise(() => undefined), priority = () => undefined }: PairOptions = {}): Promise<0> {
  const { fs, log } = machine;
  const markers = keepsLastMarkers(fs, read);
  const again: Again = async (facts) => withoutQuiet(fs, await markers.again(facts));
  const { site, problems } = parseCmdline(await commandLine(fs));
  // Read anew in each round: `ramvisor disk free` looks at the disks again.
  const started = async (): Promise<Facts> => {
    const facts = await factsOfThisStart(fs);
    if (facts === null) throw new Error("the boot run left no facts: there is no pair to see to");
    return facts;
  };
  const first = makePlan(site, problems, await started());
  if (first.cluster === null || first.node.index === null) return 0;
  const { peers } = first.cluster;
  const hostOf: HostOf = (index) => peers.find((peer) => peer.index === index)?.host ?? null;

  const talker = newTalker(first.node.index);
  const learn = async (facts: Facts): Promise<Held> => learnSecret(machine, await again(facts), site, first.node.site, talker);
  // Before anybody is answered: one who knows no key yet would pass for one with another secret.
  await learn(await started());
  const places: LogPlaces = new Map();
  const seen = await seenBefore(machine);
  const stuck: Stuck = new Map();
  const claims = claimsAnything(site, first.outcome);
  let own: readonly PlannedResource[] = [];
  const sharedWith = (node: number): string[] => own.filter(({ peerIndex }) => peerIndex === node).map(({ name }) => name);
  const poolsWith = (node: number): string[] => own.filter(({ peerIndex }) => peerIndex === node).map(({ pool }) => pool);
  const mounted = (): ResourceReport[] | null => seen.report?.resources.filter((resource) => resource.mounted) ?? null;
  const mountedPools = (): string[] => (mounted() ?? []).map(({ pool }) => pool);
  const hooks = ownHooks(machine, () => mounted()?.filter((resource) => !hangs(resource)).map(({ pool }) => pool) ?? null);
  const copies = peerHooks(machine);
  const teller = hookTeller(machine, seen.told);
  const answer = answersOf(machine, hostOf, places, {
    factsNow: async () => ({ ...(await again(await started())), claims }), changes: () => seen.changes, sharedWith,
    hooksFor: (node, has) => hooks.handOut(poolsWith(node), has),
  });
  const server = await listen(talker, TALK_PORT, answer, (error) => { log.warn({ why: explain(error) }, "a caller was turned away"); });

  let said = NOTHING_SAID;
  let [over, letIn, hurry]: [boolean, string | null, boolean] = [false, null, true];
  void ending.then(() => { over = true; });
  const began = machine.uptime();
  try {
    for (let round = 0; round < rounds && !over; round += 1) {
      const facts = await started();
      const factsNow = (): Promise<Facts> => again(facts);
      const held = await learn(facts);
      // A secret that anybody in a node's place could have told is no way in before a side here is finished under it; guests move between such sides alone.
      if (held.secret !== null && !held.blank && held.secret !== letIn) {
        await installAccess(machine, held.secret, peers.flatMap(({ index }) => addressesOf(site, index)));
        letIn = held.secret;
      }
      const done = await withLock(machine, () => pairRound(machine, site, problems, factsNow, talker, { stuck, markers })).catch((error: unknown) => {
        if (!(error instanceof Busy)) throw error;
        log.warn({ why: explain(error) }, "a round of the pair is left out");
        return null;
      });
      if (done === null) continue;
      if (await enrolAtFirst(machine, site, talker, held, done.openPeers)) {
        await machine.sleep(AGREED_MS);
        continue;
      }
      const resources = (done.plan.cluster?.resources ?? []).filter(({ name }) => name !== "");
      own = resources;
      seen.links = await readLinks(machine, resources.map(({ name }) => name), seen.links, new Map(resources.map((resource) => [resource.name, peerIsAhead(resource)])));
      const heard = done.peers.filter(({ heard: isHeard }) => isHeard).map(({ index }) => index);
      const told = hurry ? {} : await askNeighbours(machine, site, talker, heard, hostOf, { places, hooks: copies, poolsOf: (node) => poolsWith(node).filter((pool) => !mountedPools().includes(pool)) });
      const now = await seePair(machine, done, held.trust, told, factsNow, seen);
      if (now === null) return 0;
      const { report, document } = now;
      said = await sayPair(machine, done.plan, report, said, began);
      if (hurry && (isSettled(report.resources, resources) || machine.uptime() - began > HURRY_S)) {
        hurry = false;
        priority(USUAL);
      }
      seen.told = teller.tell(report, machine.uptime() - began < GRACE_S);
      seen.report = report;
      await copies.drop(mountedPools());
      const stamp = stampOf(document);
      const calm = stamp === seen.stamp;
      if (!calm) log.info(inShort(document), "pair");
      seen.stamp = stamp;
      await Promise.race([machine.sleep(hurry ? HURRY_MS : calm ? CALM_MS : BUSY_MS), ending]);
    }
    if (over) await farewell(machine, site, talker, peers.map(({ index }) => index));
    await Promise.race([teller.idle(), machine.sleep(LAST_HOOK_MS)]);
  } finally {
    server.close();
  }
  return 0;
}
