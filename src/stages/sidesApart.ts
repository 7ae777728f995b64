import { drbdadm, stateOf } from "../apply/drbd.ts";
import { explain } from "../apply/explain.ts";
import type { Machine } from "../apply/machine.ts";
import { mountAt } from "../apply/mounts.ts";
import { within } from "../facts/limit.ts";
import { lookIntoSide } from "../apply/sideLook.ts";
import type { Change, PairDocument, PairReport, ResourceReport } from "../model/pair.ts";
import type { Plan } from "../model/plan.ts";
import { minorOf } from "../plan/cluster/names.ts";
import { poolPath } from "../plan/disks/pools.ts";
import { isConnected } from "../status/procDrbd.ts";
import { changesOn, forgetAlone, noteAlone } from "./changes.ts";
import { applyContext } from "./context.ts";
import { withLock } from "./lock.ts";
import type { FactsNow } from "./pairRound.ts";

export type Changes = PairDocument["changes"];

/** Longer than a look takes where its disk answers: the search for files has 20 s. */
const LOOK_MS = 30_000;
/** Resources of which a look is under way: one whose disk hangs in it is not looked at again. */
const underWay = new Set<string>();

/** What changes on this node's sides of resources whose sides are apart. A side that is not in use is looked into once. */
export async function sidesApart(machine: Machine, plan: Plan, factsNow: FactsNow, pair: PairReport, links: PairDocument["links"], known: Changes, limitMs = LOOK_MS): Promise<Changes> {
  const found: Changes = {};
  for (const resource of pair.resources.filter(({ name }) => name !== "")) {
    const { name, pool, state, role } = resource;
    const mounted = role === "Primary" && (await mountAt(machine.fs, poolPath(pool)).catch(() => null)) !== null;
    const look = async (): Promise<Change[] | null> => {
      if (mounted && state === "lost") await noteAlone(machine, pool, pair.host, links[name]?.lostTime ?? new Date().toISOString());
      if (mounted && state === "whole") await forgetAlone(machine, pool);
      if (state !== "lost" && state !== "diverged") return null;
      if (mounted) return changesOn(machine, pool);
      return state === "diverged" ? (known[name]?.own ?? lookOnce(machine, plan, factsNow, resource, limitMs)) : null;
    };
    // A look into a side that is not in use has its own limit, so that it leaves the lock, and waits for that no longer than anybody.
    const own = await once(name, look, known[name]?.own ?? null, mounted ? limitMs : null).catch((error: unknown) => {
      machine.log.warn({ resource: name, why: explain(error) }, "what changed on a side is not known");
      return null;
    });
    if (state === "lost" || state === "diverged") found[name] = { own, peer: known[name]?.peer ?? null };
  }
  return found;
}

/** The look, for so long; `before` where an earlier one has not come back. A round of the pair is for all its resources, and waits for no single disk. */
async function once<T>(name: string, look: () => Promise<T>, before: T, limitMs: number | null): Promise<T> {
  if (underWay.has(name)) return before;
  underWay.add(name);
  const work = look().finally(() => { underWay.delete(name); });
  return limitMs === null ? work : within(limitMs, work);
}

async function lookOnce(machine: Machine, plan: Plan, factsNow: FactsNow, { name, pool, disk }: ResourceReport, limitMs: number): Promise<Change[] | null> {
  const resource = plan.cluster?.resources.find((one) => one.name === name);
  const marker = (await factsNow()).disks.find(({ id }) => id === disk)?.marker;
  if (resource === undefined || marker?.state !== "good") return null;
  const { uuid, side } = resource;
  const context = applyContext(machine, plan);
  return withLock(machine, () => within(limitMs, (async () => {
    const now = await stateOf(context, minorOf(name));
    if (now !== null && (now.role === "Primary" || isConnected(now))) return null;
    // It listened for its peer, whose data turned out to be other data: nobody uses it, and nothing is to connect.
    if (now !== null) await drbdadm(context, "down", name);
    return lookIntoSide(context, { id: disk, partitionUuid: marker.marker.partitionUuid, resource: name, uuid, side }, (root) => changesOn(machine, pool, root));
  })()));
}
