import { applyBySide, type Stuck } from "../apply/applyBySide.ts";
import { marker } from "../apply/actions/diskClaim.ts";
import { executorsFor } from "../apply/executors.ts";
import type { Machine } from "../apply/machine.ts";
import type { DiskFacts, Facts } from "../model/facts.ts";
import type { PeerSeen } from "../model/pair.ts";
import type { Plan } from "../model/plan.ts";
import type { Problem } from "../model/problem.ts";
import type { Site } from "../model/site.ts";
import type { Step, StepOutcome } from "../model/step.ts";
import type { Talker } from "../peers/talk.ts";
import { hasHadAll } from "../plan/cluster/sides.ts";
import { makePlan } from "../plan/index.ts";
import { applyContext } from "./context.ts";
import { sawPeers } from "./enrolment.ts";
import { hear } from "./hear.ts";
import type { LastMarkers } from "./lastMarkers.ts";
import { systemdRuns } from "./state.ts";

/** The facts of this start, with the disks' markers as they are at the moment of the call. */
export type FactsNow = () => Promise<Facts>;

export interface Round {
  plan: Plan;
  peers: PeerSeen[];
  /** Peers that are not trusted, and say that they have no data of a pair yet. */
  openPeers: number[];
  /** What was done in this round, and what came of each. */
  steps: Step[];
  outcomes: StepOutcome[];
}

/** What is kept from round to round: see applyBySide(), and LastMarkers. */
export interface Kept {
  stuck: Stuck;
  markers: Pick<LastMarkers, "begins" | "ended">;
}

/**
 * The plan with what the peers say. Where two sides seem to be unrelated, this node's are read once more, after the peer has read its
 * own: DRBD gives both new generations when a copy begins, and one side from before it does not go with the other from after it.
 */
export async function planTwice(site: Site, problems: Problem[], { facts, again, told }: { facts: Facts; again: FactsNow; told: readonly Facts[] }): Promise<Plan> {
  const plan = makePlan(site, problems, facts, told);
  const isApart = (plan.cluster?.resources ?? []).some(({ situation }) => situation === "diverged" || situation === "unrelated" || situation === "older-disk");
  return isApart ? makePlan(site, problems, await again(), told) : plan;
}

/** The resource that a disk has data of; none where nothing was ever acknowledged on it. */
function resourceWithData({ marker, drbd }: DiskFacts): string[] {
  if (marker.state !== "good" || marker.marker.pair === undefined) return [];
  return hasHadAll(marker.marker, drbd) ? [marker.marker.pair.resource] : [];
}

/** A pool that has just been mounted is told of first: sshd takes seconds to start again, and the next round comes at once. */
const isNewMount = ({ action, result }: StepOutcome): boolean => action === "pair.mount" && result === "changed";
const isOfSsh = (step: Step): boolean => step.action === "ssh.hostkeys" || (step.action === "service.start" && step.unit === "ssh.service");

/** Hears the peers, plans again with what they say, and applies what is left to do. */
export async function pairRound(machine: Machine, site: Site, problems: Problem[], factsNow: FactsNow, talker: Talker, { stuck, markers }: Kept): Promise<Round> {
  const facts = await factsNow();
  const alone = makePlan(site, problems, facts);
  const { peers, facts: told, openPeers } = await hear(site, alone, talker, facts.disks.flatMap(resourceWithData));
  // Before anything is claimed: the secret is kept on the disks as what it is.
  await sawPeers(machine, talker, told, alone.node.site);
  const plan = await planTwice(site, problems, { facts, again: factsNow, told });
  const context = applyContext(machine, plan);
  const executors = executorsFor(context, await systemdRuns(machine.fs));
  const steps = plan.steps.filter(({ phase }) => phase === "pair");
  markers.ended((id) => stuck.has(id));
  for (const step of steps) {
    if (step.action !== "disk.claim") continue;
    const disk = facts.disks.find(({ id }) => id === step.id);
    if (disk !== undefined) await markers.begins(disk, marker(step, "claiming"));
  }
  const outcomes = await applyBySide(machine, plan, steps, executors, { stuck, abandoned: context.abandoned, later: (step, done) => isOfSsh(step) && done.some(isNewMount) });
  return { plan, peers, openPeers, steps, outcomes };
}
