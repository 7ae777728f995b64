import * as v from "valibot";
import { explain } from "../apply/explain.ts";
import type { Machine } from "../apply/machine.ts";
import { endQuiet } from "../apply/pairLink.ts";
import type { Change } from "../model/pair.ts";
import type { Site } from "../model/site.ts";
import type { PoolHooks } from "../peers/poolHooks.ts";
import type { PeerLog, Request, Talker } from "../peers/talk.ts";
import { changes as sideChanges } from "../schema/report.ts";
import { askPeer } from "./hear.ts";
import type { FactsNow } from "./pairRound.ts";
import { noteEnd } from "./pairEnd.ts";
import { hostKeys } from "./peerAccess.ts";
import type { PeerHooks } from "./peerHooks.ts";
import { keepPeerLog, ownLog, type LogPlaces } from "./peerLog.ts";
import type { Changes } from "./sidesApart.ts";

/** The host name of the peer at a place of the line; null where the line has none there. */
export type HostOf = (index: number) => string | null;

/** What changed on the peers' sides, by resource; null: not known. */
export type Told = Record<string, Change[] | null>;

/** What is to be told of this node. */
export interface Own {
  factsNow: FactsNow;
  /** On its own sides, as last seen. */
  changes(): Changes;
  /** The resources that a node has the other side of. */
  sharedWith(node: number): string[];
  /** Hooks for a node: see OwnHooks. */
  hooksFor(node: number, has: string): PoolHooks | null | undefined;
}

/** What this node answers its peers. */
export function answersOf(machine: Machine, hostOf: HostOf, places: LogPlaces, { factsNow, changes, sharedWith, hooksFor }: Own): (request: Request, client: number) => Promise<unknown> {
  return async (request, client) => {
    if ("tell" in request && request.tell === "end") {
      await noteEnd(machine, sharedWith(client));
      return null;
    }
    if ("tell" in request) {
      const host = hostOf(client);
      if (host !== null) await keepPeerLog(machine, host, request.log, places);
      return null;
    }
    if (request.ask === "state") {
      // What it has data of it may lead from now on.
      await endQuiet(machine.fs, request.has ?? sharedWith(client));
      return factsNow();
    }
    if (request.ask === "ssh") return hostKeys(machine);
    const hooks = request.hooks === undefined ? undefined : hooksFor(client, request.hooks);
    return { log: await ownLog(machine, request.log), changes: Object.fromEntries(Object.entries(changes()).map(([name, { own }]) => [name, own])), ...(hooks === undefined ? {} : { hooks }) };
  };
}

/** What is kept here of the peers. `poolsOf`: the pools that a node may tell hooks of. */
export interface KeptHere {
  places: LogPlaces;
  hooks: PeerHooks;
  poolsOf(node: number): string[];
}

/** Fetches every heard peer's report, log and hooks, and keeps them here; gives what changed on their sides, by resource. */
export async function askNeighbours(machine: Machine, site: Site, talker: Talker, heard: readonly number[], hostOf: HostOf, { places, hooks, poolsOf }: KeptHere, ask = askPeer): Promise<Told> {
  const all = await Promise.all(heard.map(async (index): Promise<Told> => {
    const host = hostOf(index);
    if (host === null) return {};
    try {
      const pools = poolsOf(index);
      const { log, changes, hooks: told } = (await ask(site, talker, index, { ask: "seen", log: places.get(host) ?? null, hooks: hooks.has(index, pools) })) as { log: PeerLog; changes?: unknown; hooks?: unknown };
      await hooks.keep(index, pools, told).catch((error: unknown) => { machine.log.warn({ peer: host, why: explain(error) }, "a neighbour's hooks were not kept"); });
      await keepPeerLog(machine, host, log, places);
      return understood(changes);
    } catch (error) {
      machine.log.warn({ peer: host, why: explain(error) }, "a neighbour's log was not fetched");
      return {};
    }
  }));
  return Object.assign({}, ...all) as Told;
}

/** What another version says otherwise is not known here. */
function understood(said: unknown): Told {
  const known = v.safeParse(v.record(v.string(), v.unknown()), said);
  if (!known.success) return {};
  return Object.fromEntries(Object.entries(known.output).flatMap(([resource, told]) => (v.is(sideChanges, told) ? [[resource, told]] : [])));
}

/** The last this node has to say: its neighbours keep it. */
export async function farewell(machine: Machine, site: Site, talker: Talker, peers: readonly number[]): Promise<void> {
  const log = await ownLog(machine, null);
  await Promise.all(peers.map((index) => askPeer(site, talker, index, { tell: "log", log }).catch(() => null)));
}
