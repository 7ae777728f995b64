import { applySteps } from "../apply/applySteps.ts";
import { drbdadm } from "../apply/drbd.ts";
import { executorsFor } from "../apply/executors.ts";
import { explain } from "../apply/explain.ts";
import type { Machine } from "../apply/machine.ts";
import { lookIntoSide } from "../apply/sideLook.ts";
import { mountAt } from "../apply/mounts.ts";
import { parseCmdline } from "../cmdline/index.ts";
import type { Facts } from "../model/facts.ts";
import type { Change, PairDocument, PairReport, PeerSeen, ResourceReport } from "../model/pair.ts";
import type { Plan } from "../model/plan.ts";
import type { Site } from "../model/site.ts";
import type { StepOutcome } from "../model/step.ts";
import { newSecret } from "../peers/enrol.ts";
import { keyFor } from "../peers/keys.ts";
import { listen, type PeerLog, type Request, type Talker } from "../peers/talk.ts";
import { TALK_PORT } from "../peers/wire.ts";
import { makePlan } from "../plan/index.ts";
import { poolPath } from "../plan/disks/pools.ts";
import { PAIR, pairNow } from "../status/pair.ts";
import { changesOn, forgetAlone, noteAlone } from "./changes.ts";
import { applyContext } from "./context.ts";
import { addressesOf, askForSecret, askPeer, hear } from "./hear.ts";
import { callHooks, eventsBetween } from "./hooks.ts";
import { readLinks } from "./links.ts";
import { withLock } from "./lock.ts";
import { NOTHING_SAID, sayPair } from "./pairSay.ts";
import { hostKeys, installAccess } from "./peerAccess.ts";
import { keepPeerLog, ownLog, type LogPlaces } from "./peerLog.ts";
import { commandLine, factsOfThisStart, keepDocument, systemdRuns } from "./state.ts";
import { agreeOn, heldSecret, type Held } from "./trust.ts";

const BUSY_MS = 1000;
const CALM_MS = 5000;
const HURRY_MS = 300;
const AGREED_MS = 100;
/** How often it is looked what changes on a side that is used alone. */
const CHANGES_S = 30;
/** A hook that is still running does not hold up a power-off for longer. */
const LAST_HOOK_MS = 10_000;

/** The facts of this start with the disks' markers as they are now. */
export type Again = (facts: Facts) => Promise<Facts>;

interface Round {
  plan: Plan;
  peers: PeerSeen[];
  openPeers: number[];
  outcomes: StepOutcome[];
}

type Changes = PairDocument["changes"];

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
export async function pairStage(machine: Machine, again: Again, { rounds = Infinity, ending = new Promise(() => undefined), priority = () => undefined }: PairOptions = {}): Promise<0> {
  const { fs, log } = machine;
  const { site, problems } = parseCmdline(await commandLine(fs));
  // Read anew in each round: `ramvisor disk free` looks at the disks again.
  const started = async (): Promise<Facts> => {
    const facts = await factsOfThisStart(fs);
    if (facts === null) throw new Error("the boot run left no facts: there is no pair to see to");
    return facts;
  };
  const first = makePlan(site, problems, await started());
  if (first.cluster === null || first.node.index === null) return 0;
  const own = first.node.index;
  const hostOf = (index: number): string | null => first.cluster?.peers.find((peer) => peer.index === index)?.host ?? null;

  let held: Held = { secret: null, trust: { source: "none", problem: null, disks: [] }, open: false };
  const talker: Talker = { index: own, key: keyFor(newSecret(), "talk"), open: false };
  // The first node of the line chooses, and tells only who asks from that node's own address.
  talker.handOut = (client, address) => (own === 0 && held.open && addressesOf(site, client).includes(address.replace(/^::ffff:/, "")) ? held.secret : null);
  const places: LogPlaces = new Map();
  let changes: Changes = {};
  const answer = async (request: Request, client: number): Promise<unknown> => {
    if ("tell" in request) {
      const host = hostOf(client);
      if (host !== null) await keepPeerLog(machine, host, request.log, places);
      return null;
    }
    if (request.ask === "state") return again(await started());
    if (request.ask === "ssh") return hostKeys(machine);
    return { log: await ownLog(machine, request.log), changes: Object.fromEntries(Object.entries(changes).map(([name, { own: here }]) => [name, here])) };
  };
  const learn = async (facts: Facts): Promise<void> => {
    held = await trustNow(machine, await again(facts), first.node.site, own);
    talker.open = held.open;
    if (held.secret !== null) talker.key = keyFor(held.secret, "talk");
  };
  // Before anybody is answered: one who knows no key yet would pass for one with another secret.
  await learn(await started());
  const server = await listen(talker, TALK_PORT, answer, (error) => { log.warn({ why: explain(error) }, "a caller was turned away"); });

  let before = "";
  let links = await fs.readText(PAIR).then((text) => (JSON.parse(text) as PairDocument).links, () => ({}));
  let [said, seen, lookedAt]: [typeof NOTHING_SAID, PairReport | null, number] = [NOTHING_SAID, null, -Infinity];
  let hooked: Promise<unknown> = Promise.resolve();
  let [over, letIn, hurry]: [boolean, string | null, boolean] = [false, null, true];
  void ending.then(() => { over = true; });
  const began = machine.uptime();
  try {
    for (let round = 0; round < rounds && !over; round += 1) {
      const facts = await started();
      await learn(facts);
      if (held.secret !== null && held.secret !== letIn) {
        await installAccess(machine, held.secret, first.cluster.peers.flatMap(({ index }) => addressesOf(site, index)));
        letIn = held.secret;
      }
      const done = await withLock(machine, () => pairRound(machine, site, problems, facts, again, talker));
      if (held.open && own !== 0 && held.trust.source !== "given" && (held.secret === null || done.openPeers.includes(0))) {
        const told = await askForSecret(site, talker, 0).catch(() => null);
        if (told !== null) {
          await agreeOn(machine, told);
          log.info({}, "a secret was agreed with the first node");
          await machine.sleep(AGREED_MS);
          continue;
        }
      }
      const names = (done.plan.cluster?.resources ?? []).map(({ name }) => name).filter((name) => name !== "");
      links = await readLinks(machine, names, links);
      const heard = done.peers.filter(({ heard: isHeard }) => isHeard).map(({ index }) => index);
      const told = hurry ? {} : await neighbours(machine, site, talker, heard, hostOf, places);
      const document = (): Record<string, unknown> & PairDocument => ({ schema: "ramvisor.pair/1", resources: done.plan.cluster?.resources ?? [], peers: done.peers, links, trust: held.trust, changes, steps: done.outcomes });
      const keep = async (): Promise<void> => { if (stamp(document()) !== before) await keepDocument(fs, PAIR, document()); };
      await keep();
      let now = await pairNow(fs, done.plan, machine.uptime());
      if (now === null) return 0;
      if (machine.uptime() - lookedAt > CHANGES_S || now.resources.some(({ name, state }) => state !== seen?.resources.find((one) => one.name === name)?.state)) {
        changes = await sidesApart(machine, done.plan, facts, again, now, links, changes);
        lookedAt = machine.uptime();
      }
      changes = Object.fromEntries(Object.entries(changes).map(([name, { own: here, peer }]) => [name, { own: here, peer: told[name] ?? peer }]));
      await keep();
      now = (await pairNow(fs, done.plan, machine.uptime())) ?? now;
      said = await sayPair(machine, done.plan, now, said, began);
      if (hurry && (isSettled(now) || machine.uptime() - began > HURRY_S)) {
        hurry = false;
        priority(USUAL);
      }
      const events = eventsBetween(seen, now);
      const report = now;
      if (events.length > 0) hooked = hooked.then(() => callHooks(machine, report, events));
      seen = now;
      const calm = stamp(document()) === before;
      if (!calm) log.info({ resources: done.plan.cluster?.resources.map(({ name, state, situation, primaryIndex }) => `${name} ${state} ${situation} ${String(primaryIndex)}`), peers: done.peers.map(({ index, why }) => `${index + 1}: ${why ?? "heard"}`), changed: done.outcomes.flatMap(({ action, result, seconds }) => (result === "changed" ? [`${action} ${String(seconds)} s`] : [])), failed: done.outcomes.flatMap(({ action, error }) => (error === null ? [] : [`${action}: ${error}`])) }, "pair");
      before = stamp(document());
      await Promise.race([machine.sleep(hurry ? HURRY_MS : calm ? CALM_MS : BUSY_MS), ending]);
    }
    if (over) await farewell(machine, site, talker, (first.cluster.peers).map(({ index }) => index));
    await Promise.race([hooked, machine.sleep(LAST_HOOK_MS)]);
  } finally {
    server.close();
  }
  return 0;
}

/** Nothing is about to begin: what is left is for a person, or runs in the background. */
const isSettled = ({ resources }: PairReport): boolean => resources.every(({ state }) => state !== "making" && state !== "waiting");

/** What makes one round differ from the one before; times of steps do not. */
function stamp({ resources, peers, links, trust, changes, steps }: PairDocument): string {
  return JSON.stringify([resources, peers, links, trust, changes, steps.map(({ action, result, error }) => [action, result, error])]);
}

/** The secret as it is known now; the first node chooses one where nobody can have any. */
async function trustNow(machine: Machine, facts: Facts, siteId: string, own: number): Promise<Held> {
  const held = await heldSecret(machine, facts, siteId);
  if (held.secret !== null || !held.open || own !== 0) return held;
  return { ...held, secret: await agreeOn(machine, null), trust: { ...held.trust, source: "agreed" } };
}

async function pairRound(machine: Machine, site: Site, problems: Parameters<typeof makePlan>[1], started: Facts, again: Again, talker: Talker): Promise<Round> {
  const facts = await again(started);
  const { peers, facts: told, openPeers } = await hear(site, makePlan(site, problems, facts), talker);
  const plan = makePlan(site, problems, facts, told);
  const executors = executorsFor(applyContext(machine, plan), await systemdRuns(machine.fs));
  const outcomes = await applySteps(plan.steps.filter(({ phase }) => phase === "pair"), executors, () => machine.uptime(), machine.log);
  return { plan, peers, openPeers, outcomes };
}

/** Fetches every heard peer's report and log, and keeps them here; gives what changed on their sides, by resource. */
async function neighbours(machine: Machine, site: Site, talker: Talker, heard: readonly number[], hostOf: (index: number) => string | null, places: LogPlaces): Promise<Record<string, Change[] | null>> {
  const all = await Promise.all(heard.map(async (index): Promise<Record<string, Change[] | null>> => {
    const host = hostOf(index);
    if (host === null) return {};
    try {
      const { log, changes } = (await askPeer(site, talker, index, { ask: "seen", log: places.get(host) ?? null })) as { log: PeerLog; changes: Record<string, Change[] | null> };
      await keepPeerLog(machine, host, log, places);
      return changes;
    } catch (error) {
      machine.log.warn({ peer: host, why: explain(error) }, "a neighbour's log was not fetched");
      return {};
    }
  }));
  return Object.assign({}, ...all) as Record<string, Change[] | null>;
}

/** The last this node has to say: its neighbours keep it. */
async function farewell(machine: Machine, site: Site, talker: Talker, peers: readonly number[]): Promise<void> {
  const log = await ownLog(machine, null);
  await Promise.all(peers.map((index) => askPeer(site, talker, index, { tell: "log", log }).catch(() => null)));
}

/** What changes on this node's sides of resources whose sides are apart. A side that is not in use is looked into once. */
async function sidesApart(machine: Machine, plan: Plan, started: Facts, again: Again, pair: PairReport, links: PairDocument["links"], known: Changes): Promise<Changes> {
  const found: Changes = {};
  for (const resource of pair.resources.filter(({ name }) => name !== "")) {
    const { name, pool, state, role } = resource;
    const mounted = role === "Primary" && (await mountAt(machine.fs, poolPath(pool)).catch(() => null)) !== null;
    const look = async (): Promise<Change[] | null> => {
      if (mounted && state === "lost") await noteAlone(machine, pool, pair.host, links[name]?.lostTime ?? new Date().toISOString());
      if (mounted && state === "whole") await forgetAlone(machine, pool);
      if (state !== "lost" && state !== "diverged") return null;
      if (mounted) return changesOn(machine, pool);
      return state === "diverged" ? (known[name]?.own ?? lookOnce(machine, plan, started, again, resource)) : null;
    };
    const own = await look().catch((error: unknown) => {
      machine.log.warn({ resource: name, why: explain(error) }, "what changed on a side is not known");
      return null;
    });
    if (state === "lost" || state === "diverged") found[name] = { own, peer: known[name]?.peer ?? null };
  }
  return found;
}

async function lookOnce(machine: Machine, plan: Plan, started: Facts, again: Again, { name, pool, disk, connection, role }: ResourceReport): Promise<Change[] | null> {
  const resource = plan.cluster?.resources.find((one) => one.name === name);
  const marker = (await again(started)).disks.find(({ id }) => id === disk)?.marker;
  if (resource === undefined || marker?.state !== "good" || role === "Primary") return null;
  const { uuid, side } = resource;
  const context = applyContext(machine, plan);
  return withLock(machine, async () => {
    // It listened for its peer, whose data turned out to be other data: nobody uses it, and nothing is to connect.
    if (connection !== null) await drbdadm(context, "down", name);
    return lookIntoSide(context, { id: disk, partitionUuid: marker.marker.partitionUuid, resource: name, uuid, side }, (root) => changesOn(machine, pool, root));
  });
}
