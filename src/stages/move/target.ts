import { drbdStates } from "../../apply/drbd.ts";
import type { Machine } from "../../apply/machine.ts";
import { ipOf } from "../../cmdline/address.ts";
import type { GuestMoveMessages } from "../../messages/guestMove/index.ts";
import type { Peer, Plan, PlannedResource } from "../../model/plan.ts";
import { explain } from "../../apply/explain.ts";
import { cleanSecret, keyFor, SECRET_FILE } from "../../peers/keys.ts";
import { ask } from "../../peers/talk.ts";
import { TALK_PORT } from "../../peers/wire.ts";
import { minorOf } from "../../plan/cluster/names.ts";
import { poolPath } from "../../plan/disks/pools.ts";
import { isConnected } from "../../status/procDrbd.ts";
import { noteHostKeys } from "../peerAccess.ts";

export interface Place {
  name: string;
  path: string;
}

/** The pools that this node leads, and where a guest could go: what DRBD says now, not what a plan wanted. */
export interface Places {
  own: Place[];
  target: { peer: Peer; pool: Place };
}

/** Or the sentence that says why there is nowhere to go. `to`: host name of the node that is wanted. */
export async function findPlaces(machine: Machine, cluster: NonNullable<Plan["cluster"]>, to: string | null, guest: string, messages: GuestMoveMessages): Promise<Places | string> {
  const peers = cluster.peers.filter(({ host }) => to === null || host === to);
  if (peers.length === 0) return messages.noNode(to ?? "", cluster.peers.map(({ host }) => host).join(", "));
  const states = await drbdStates(machine);
  const place = ({ pool }: PlannedResource): Place => ({ name: pool, path: poolPath(pool) });
  const named = cluster.resources.filter(({ name }) => name !== "");
  const own = named.filter(({ name }) => states.get(minorOf(name))?.role === "Primary").map(place);
  const targets = named.flatMap((resource) => {
    const state = states.get(minorOf(resource.name));
    const peer = peers.find(({ index }) => index === resource.peerIndex);
    return peer === undefined || state === undefined || !isConnected(state) || state.peerRole !== "Primary" ? [] : [{ peer, pool: place(resource) }];
  });
  const [target] = targets;
  if (target === undefined) return messages.noTarget(guest, peers.map(({ host }) => host).join(", "));
  const hosts = [...new Set(targets.map(({ peer }) => peer.host))];
  return hosts.length > 1 ? messages.several(hosts.join(", --to ")) : { own, target };
}

/** The peer's address on which it answers and proves the pair's secret; its SSH host keys are noted. @throws Error with one sentence. */
export async function reachPeer(machine: Machine, ownIndex: number, peer: Peer): Promise<string> {
  const secret = cleanSecret(await machine.fs.readText(SECRET_FILE).catch(() => ""));
  if (secret === null) throw new Error("there is no secret that both nodes know");
  let why = "it has no address";
  // Further cards come last in the line, and serve what nodes say to each other.
  for (const address of peer.addresses.map(ipOf).reverse()) {
    try {
      await noteHostKeys(machine, address, await ask({ index: ownIndex, key: keyFor(secret, "talk") }, peer.index, address, TALK_PORT, { ask: "ssh" }));
      return address;
    } catch (error) {
      why = explain(error);
    }
  }
  throw new Error(why);
}
