import { applySteps } from "../apply/applySteps.ts";
import { duringStart, onRunningHost } from "../apply/executors.ts";
import { drbdStates } from "../apply/drbd.ts";
import { explain } from "../apply/explain.ts";
import type { Machine } from "../apply/machine.ts";
import { parseCmdline } from "../cmdline/index.ts";
import type { Facts } from "../model/facts.ts";
import type { Plan } from "../model/plan.ts";
import type { Site } from "../model/site.ts";
import type { StepOutcome } from "../model/step.ts";
import { cleanSecret, keyFor, SECRET_FILE } from "../peers/keys.ts";
import { hostKeys, installAccess } from "./peerAccess.ts";
import { ask, listen, type Talker } from "../peers/talk.ts";
import { TALK_PORT } from "../peers/wire.ts";
import { makePlan } from "../plan/index.ts";
import { pairLine, pairState, type PairState } from "../report/pairLine.ts";
import { parseFacts } from "../schema/facts.ts";
import { printOnConsoles } from "./consoles.ts";
import { applyContext } from "./context.ts";
import { type Link, readLinks } from "./links.ts";
import { withLock } from "./lock.ts";
import { commandLine, FACTS, keepDocument, PAIR, systemdRuns } from "./state.ts";
import { ipOf } from "../cmdline/address.ts";

/** Where the boot script puts the site overlay's secret. */
const OVERLAY_SECRET = "/run/ramvisor/site/pair.secret";
const BUSY_MS = 1000;
const CALM_MS = 5000;

/** The facts of this start with the disks' markers as they are now. */
export type Again = (facts: Facts) => Promise<Facts>;

/** What is known of one peer now. */
export interface PeerSeen {
  index: number;
  heard: boolean;
  /** Why not; null where it was heard. */
  why: string | null;
}

interface Round {
  plan: Plan;
  peers: PeerSeen[];
  outcomes: StepOutcome[];
}

/** The secret of this start; null where the medium brings none. It is copied where root's programs find it. */
export async function pairSecret({ fs }: Pick<Machine, "fs">): Promise<string | null> {
  const kept = cleanSecret(await fs.readText(SECRET_FILE).catch(() => ""));
  if (kept !== null) return kept;
  const given = cleanSecret(await fs.readText(OVERLAY_SECRET).catch(() => ""));
  if (given !== null) await fs.replace(SECRET_FILE, `${given}\n`, { mode: 0o600 });
  return given;
}

/** Asks every peer at once for its facts; one that does not answer, or has another secret, is not heard. */
export async function hear(site: Site, plan: Plan, talker: Talker): Promise<{ peers: PeerSeen[]; facts: Facts[] }> {
  const facts: Facts[] = [];
  const peers = await Promise.all((plan.cluster?.peers ?? []).map(async ({ index }): Promise<PeerSeen> => {
    let why = "it has no address";
    for (const address of addressesOf(site, index)) {
      try {
        const said = await ask(talker, index, address, TALK_PORT, { ask: "state" });
        const parsed = parseFacts(JSON.stringify(said));
        if (!parsed.ok) throw new Error(parsed.sentence);
        facts.push(parsed.facts);
        return { index, heard: true, why: null };
      } catch (error) {
        why = explain(error);
      }
    }
    return { index, heard: false, why };
  }));
  return { peers, facts };
}

const addressesOfAll = ({ cluster }: Plan): string[] => (cluster?.peers ?? []).flatMap(({ addresses }) => addresses).map(ipOf);

/** The further cards' addresses first: they serve what nodes say to each other. */
function addressesOf(site: Site, index: number): string[] {
  const cards = site.nodes[index]?.cards ?? [];
  return [...cards.slice(1), ...cards.slice(0, 1)].flatMap(({ addresses }) => addresses).map(ipOf);
}

/**
 * The pair's phase, for as long as the host runs: hear the peers, plan again with what they say, apply what is left to do.
 * Every round begins from what is on the disks now, so that nodes may start minutes apart, in any order, and come back.
 */
export async function pairStage(machine: Machine, again: Again, rounds = Infinity): Promise<number> {
  const { fs, log } = machine;
  const parsed = parseFacts(await fs.readText(FACTS));
  if (!parsed.ok) throw new Error(`${FACTS}: ${parsed.sentence}`);
  const { site, problems } = parseCmdline(await commandLine(fs));
  const first = makePlan(site, problems, parsed.facts);
  if (first.cluster === null || first.node.index === null) return 0;
  const secret = await pairSecret(machine);
  if (secret === null) {
    log.error({}, "the pair has no secret: put one as pair.secret into the site overlay of both nodes");
    return 1;
  }
  const talker: Talker = { index: first.node.index, key: keyFor(secret, "talk") };
  await installAccess(machine, secret, addressesOfAll(first));
  const server = await listen(talker, TALK_PORT, ({ ask: what }) => (what === "ssh" ? hostKeys(machine) : again(parsed.facts)), (error) => { log.warn({ why: explain(error) }, "a caller was turned away"); });
  let before = "";
  let links: Record<string, Link> = {};
  let told: PairState | null = null;
  try {
    for (let round = 0; round < rounds; round += 1) {
      const done = await withLock(machine, () => pairRound(machine, site, problems, parsed.facts, again, talker));
      links = await readLinks(machine, (done.plan.cluster?.resources ?? []).map(({ name }) => name).filter((name) => name !== ""), links);
      const now = JSON.stringify([links, done.plan.cluster, done.peers, done.outcomes.map(({ action, result, error }) => [action, result, error])]);
      told = await tell(machine, done.plan, told);
      if (now !== before) {
        log.info({ resources: done.plan.cluster?.resources.map(({ name, state, situation, primaryIndex }) => `${name} ${state} ${situation} ${String(primaryIndex)}`), peers: done.peers.map(({ index, why }) => `${index + 1}: ${why ?? "heard"}`), failed: done.outcomes.flatMap(({ action, error }) => (error === null ? [] : [`${action}: ${error}`])) }, "pair");
        await keepDocument(fs, PAIR, { schema: "ramvisor.pair/1", resources: done.plan.cluster?.resources ?? [], peers: done.peers, links, steps: done.outcomes });
      }
      await machine.sleep(now === before ? CALM_MS : BUSY_MS);
      before = now;
    }
  } finally {
    server.close();
  }
  return 0;
}

/** Says on every console how the pair fares, whenever that has changed. */
async function tell(machine: Machine, { cluster }: Plan, before: PairState | null): Promise<PairState> {
  const resources = cluster?.resources ?? [];
  const state = pairState(resources, await drbdStates(machine));
  const line = pairLine(state, machine.uptime(), resources.flatMap(({ name }) => (name === "" ? [] : [name])));
  if (state !== before) await printOnConsoles(machine, line, null);
  return state;
}

async function pairRound(machine: Machine, site: Site, problems: Parameters<typeof makePlan>[1], started: Facts, again: Again, talker: Talker): Promise<Round> {
  const facts = await again(started);
  const { peers, facts: told } = await hear(site, makePlan(site, problems, facts), talker);
  const plan = makePlan(site, problems, facts, told);
  const context = applyContext(machine, plan);
  const executors = (await systemdRuns(machine.fs)) ? onRunningHost(context) : duringStart(context);
  const outcomes = await applySteps(plan.steps.filter(({ phase }) => phase === "pair"), executors, () => machine.uptime(), machine.log);
  return { plan, peers, outcomes };
}
