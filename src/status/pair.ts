import { join } from "node:path";
import { ipOf } from "../cmdline/address.ts";
import { mirrorDevice } from "../apply/drbd.ts";
import { startedGuests, storeOf } from "../apply/guestStore.ts";
import { type Mount, parseMountinfo } from "../apply/mounts.ts";
import type { Link, PairDocument, PairReport, PairWord, PeerReport, ResourceReport, Tried } from "../model/pair.ts";
import type { Plan, PlannedResource } from "../model/plan.ts";
import type { ReadFs } from "../model/ports.ts";
import type { Check } from "../model/report.ts";
import { minorOf } from "../plan/cluster/names.ts";
import { poolPath } from "../plan/disks/pools.ts";
import { advisory, fails, holds } from "./check.ts";
import { type DrbdState, isConnected, parseProcDrbd } from "./procDrbd.ts";
import { NOT_TRIED } from "./tries.ts";

/** What the pair's stage last saw, for those who come later. */
export const PAIR = "/run/ramvisor/pair.json";
/** Where a neighbour's last report and log are kept: a folder for each host. */
export const PEERS_DIR = "/run/ramvisor/peers";

/** A disk that is gone below DRBD, whatever its cause. */
const FAILED: ReadonlySet<string> = new Set(["Diskless", "Failed"]);
/** Words that a person, or a script, should act on; the worst first. */
const BAD: readonly PairWord[] = ["diverged", "refused", "failed", "lost", "stuck", "waiting"];
/** Nodes that start together get in each other's way for a round or two. A step that fails for longer has failed. */
const FAILED_S = 10;
/** Making a mirror, or connecting one, takes seconds. */
const STUCK_S = 120;

/** The pair as it is now; null on a single machine. What only the stage knows is as of its last round. */
export async function pairNow(fs: ReadFs, plan: Pick<Plan, "cluster" | "node" | "network">, uptime: number): Promise<PairReport | null> {
  if (plan.cluster === null) return null;
  const seen = await fs.readText(PAIR).then((text) => JSON.parse(text) as PairDocument, () => null);
  const states = parseProcDrbd(await fs.readText("/proc/drbd").catch(() => ""));
  const kept = new Set(await fs.list(PEERS_DIR).catch(() => []));
  const mounts = parseMountinfo(await fs.readText("/proc/self/mountinfo").catch(() => ""));
  const moving = new Map<string, string[]>();
  for (const { pool } of plan.cluster.resources) moving.set(pool, await unstarted(fs, pool));
  return pairReport(plan, seen, states, kept, uptime, mounts, moving);
}

/** Guests of a pool that were moving when their node died, as long as nobody has started them here. */
async function unstarted(fs: ReadFs, pool: string): Promise<string[]> {
  const moving = (await startedGuests(fs, pool))?.moving ?? [];
  const still = await Promise.all(moving.map((name) => fs.exists(join(storeOf(poolPath(pool)), name, "moving"))));
  return moving.filter((_, at) => still[at]);
}

/** Pure. `kept`: hosts whose last report and log lie here. */
export function pairReport({ cluster, node, network }: Pick<Plan, "cluster" | "node" | "network">, seen: PairDocument | null, states: ReadonlyMap<number, DrbdState>, kept: ReadonlySet<string>, uptime: number, mounts: readonly Mount[], moving: ReadonlyMap<string, string[]> = new Map()): PairReport | null {
  if (cluster === null) return null;
  const peers = cluster.peers.map(({ index, host, addresses }): PeerReport => {
    const met = seen?.peers.find((peer) => peer.index === index);
    return { index, host, addresses: [...addresses], heard: met?.heard ?? false, trouble: met?.trouble ?? null, why: met?.why ?? null, kept: kept.has(host) ? `${PEERS_DIR}/${host}` : null };
  });
  const hostOf = (index: number | null): string | null => peers.find((peer) => peer.index === index)?.host ?? null;
  const resources = (seen?.resources ?? cluster.resources).map((resource) => {
    const state = resource.name === "" ? undefined : states.get(minorOf(resource.name));
    const own = seen?.tries[resource.name] ?? NOT_TRIED;
    // What is of no single resource, like a service's start, is done for what this node leads.
    const tried = own.failure === null && resource.primaryIndex === node.index ? { ...(seen?.tries[""] ?? NOT_TRIED), makingAt: own.makingAt } : own;
    const mounted = resource.name !== "" && mounts.findLast(({ path }) => path === poolPath(resource.pool))?.device === mirrorDevice(minorOf(resource.name)).device;
    return resourceReport(resource, state, { link: seen?.links[resource.name], changes: seen?.changes[resource.name] ?? null, tried, mounted, peerHost: hostOf(resource.peerIndex), moving: mounted ? (moving.get(resource.pool) ?? []) : [], uptime });
  });
  return { host: node.host, address: network.addresses[0] === undefined ? null : ipOf(network.addresses[0]), peers, resources, trust: seen?.trust ?? null };
}

interface Known extends Here {
  link: Link | undefined;
  changes: ResourceReport["changes"];
  peerHost: string | null;
  moving: string[];
}

function resourceReport(resource: PlannedResource, state: DrbdState | undefined, known: Known): ResourceReport {
  const { link, changes, tried, mounted, peerHost, moving, uptime } = known;
  const { name, pool, disk, peerDisk, peerIndex, primaryIndex, situation } = resource;
  const up = state ?? null;
  const gone = up === null || !isConnected(up);
  return {
    name, pool, disk, peerDisk, peerIndex, peerHost, primaryIndex, state: wordOf(resource, up, link, known), situation, ...(resource.unreadable === undefined ? {} : { unreadable: resource.unreadable }),
    role: up?.role ?? null, peerRole: up?.peerRole ?? null, connection: up?.connection ?? null, diskState: up?.disk ?? null, peerDiskState: up?.peerDisk ?? null, percent: up?.percent ?? null, mounted, moving, failure: tried.failure, ...(tried.failedStep === undefined ? {} : { failedStep: tried.failedStep }),
    goneSince: gone ? (link?.lostTime ?? null) : null, goneSeconds: gone && link?.lostAt != null ? Math.max(0, Math.round(uptime - link.lostAt)) : null,
    peerAheadSince: gone ? (link?.peerAheadTime ?? null) : null, changes, hasData: up !== null && ["UpToDate", "Outdated", "Consistent"].includes(up.disk),
  };
}

/** What is known on this node beside DRBD's words. */
export interface Here {
  mounted: boolean;
  tried: Tried;
  uptime: number;
}

type Planned = Pick<PlannedResource, "state" | "situation">;

/** How a resource fares: what the plan decided, as the kernel bears it out, and whether this node comes to an end with it. Pure. */
export function wordOf(planned: Planned, now: DrbdState | null, link: Pick<Link, "lostAt"> | undefined, { mounted, tried, uptime }: Here): PairWord {
  const word = liveWord(planned, now, link, mounted);
  // The other words are bad enough, and say what comes first.
  if (word !== "making" && word !== "whole" && word !== "syncing") return word;
  if (tried.failedAt !== null && uptime - tried.failedAt >= FAILED_S) return "failed";
  return word === "making" && tried.makingAt !== null && uptime - tried.makingAt > STUCK_S ? "stuck" : word;
}

function liveWord({ state: planned, situation }: Planned, now: DrbdState | null, link: Pick<Link, "lostAt"> | undefined, mounted: boolean): PairWord {
  if (situation === "diverged") return "diverged";
  // Its metadata cannot be read either, and so the plan refuses it: that is not what a person has to hear first.
  if (now !== null && isConnected(now) && FAILED.has(now.disk) !== FAILED.has(now.peerDisk)) return "lost";
  if (planned === "refuse") return "refused";
  // Used without another side, which it never had.
  if (planned === "alone") return "waiting";
  if (now === null || !isConnected(now)) {
    // Its node is there again, with a blank disk: what was lost is not to be waited for.
    if (situation === "may-be-behind" && now?.role !== "Primary") return "waiting";
    if (now?.role === "Primary" || link?.lostAt != null) return "lost";
    return planned === "wait" ? "waiting" : "making";
  }
  if (FAILED.has(now.disk) || FAILED.has(now.peerDisk)) return "lost";
  // Who leads has yet to make, check and mount the file system: DRBD's words are not a pool in use.
  if (now.role === "Primary" ? !mounted : now.peerRole !== "Primary" || planned === "make") return "making";
  return now.disk === "UpToDate" && now.peerDisk === "UpToDate" ? "whole" : "syncing";
}

/** Whether every mirror with another node is whole: a warning alone, since it hangs on others. */
export function checkPair(pair: PairReport | null): Check {
  if (pair === null) return advisory(holds("pair", "none is planned"));
  const words = pair.resources.map(({ name, disk, state, percent, failure }) => `${name || disk}: ${state}${percent === null ? "" : `, ${percent} %`}${state === "failed" && failure !== null ? ` (${failure})` : ""}`);
  const strangers = pair.peers.filter(({ heard, trouble }) => !heard && trouble !== null && trouble !== "silent").map(({ host, trouble }) => `${host} is not trusted (${trouble ?? ""})`);
  const { problem } = pair.trust ?? { problem: null };
  const told = [...words, ...strangers, ...(problem === null ? [] : [`the secret: ${problem}`])].join("; ");
  const worst = BAD.find((word) => pair.resources.some(({ state }) => state === word));
  const code = worst !== undefined && worst !== "waiting" ? `pair.${worst}` : strangers.length > 0 || problem !== null ? "pair.untrusted" : worst === undefined ? null : `pair.${worst}`;
  return advisory(code === null ? holds("pair", told === "" ? "no disk has a place in one" : told) : fails("pair", code, told));
}
