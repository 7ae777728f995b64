import { explain } from "../apply/explain.ts";
import type { Machine } from "../apply/machine.ts";
import { endQuiet } from "../apply/pairLink.ts";
import type { Change } from "../model/pair.ts";
import type { Site } from "../model/site.ts";
import type { PeerLog, Request, Talker } from "../peers/talk.ts";
import { askPeer } from "./hear.ts";
import type { FactsNow } from "./pairRound.ts";
import { noteEnd } from "./pairEnd.ts";
import { hostKeys } from "./peerAccess.ts";
import { keepPeerLog, ownLog, type LogPlaces } from "./peerLog.ts";
import type { Changes } from "./sidesApart.ts";

/** The host name of the peer at a place of the line; null where the line has none there. */
export type HostOf = (index: number) => string | null;

/** What changed on the peers' sides, by resource; null: not known. */
export type Told = Record<string, Change[] | null>;

/** What this node answers its peers. `changes`: on its own sides, as last seen. `sharedWith`: the resources that a node has the other side of. */
export function answersOf(machine: Machine, hostOf: HostOf, places: LogPlaces, factsNow: FactsNow, changes: () => Changes, sharedWith: (node: number) => string[]): (request: Request, client: number) => Promise<unknown> {
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
    return { log: await ownLog(machine, request.log), changes: Object.fromEntries(Object.entries(changes()).map(([name, { own }]) => [name, own])) };
  };
}

/** Fetches every heard peer's report and log, and keeps them here; gives what changed on their sides, by resource. */
export async function askNeighbours(machine: Machine, site: Site, talker: Talker, heard: readonly number[], hostOf: HostOf, places: LogPlaces): Promise<Told> {
  const all = await Promise.all(heard.map(async (index): Promise<Told> => {
    const host = hostOf(index);
    if (host === null) return {};
    try {
      const { log, changes } = (await askPeer(site, talker, index, { ask: "seen", log: places.get(host) ?? null })) as { log: PeerLog; changes: Told };
      await keepPeerLog(machine, host, log, places);
      return changes;
    } catch (error) {
      machine.log.warn({ peer: host, why: explain(error) }, "a neighbour's log was not fetched");
      return {};
    }
  }));
  return Object.assign({}, ...all) as Told;
}

/** The last this node has to say: its neighbours keep it. */
export async function farewell(machine: Machine, site: Site, talker: Talker, peers: readonly number[]): Promise<void> {
  const log = await ownLog(machine, null);
  await Promise.all(peers.map((index) => askPeer(site, talker, index, { tell: "log", log }).catch(() => null)));
}
