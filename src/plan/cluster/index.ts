import type { Facts } from "../../model/facts.ts";
import type { Outcome, Plan, PlannedDisk, PlannedResource, Situation } from "../../model/plan.ts";
import type { Site } from "../../model/site.ts";
import { ipOf } from "../../cmdline/address.ts";
import { planDisks } from "../disks/index.ts";
import { layOutPair } from "../disks/layout.ts";
import { matchNode } from "../network/match.ts";
import { withAdopted } from "./adopt.ts";
import { areBegun, decide, situationOf } from "./decide.ts";
import { fits, type NodeDisks } from "./nodeDisks.ts";
import { type End, pairDisks, type Pairing } from "./pairing.ts";
import { type SeenDisk, type Side, sideOf } from "./sides.ts";

/** This node: its place, its facts, and the verdicts on its disks. */
export interface OwnNode {
  index: number | null;
  outcome: Outcome;
  siteId: string;
  facts: Facts;
  disks: readonly PlannedDisk[];
}

/**
 * The other nodes, and what this one mirrors with whom; null on a single machine. A peer's facts say by their cards which
 * node they are of; those of no other node of this line, or of another site, are passed over. Pure: both nodes come to the same
 * from the same facts.
 */
export function planCluster(site: Site, own: OwnNode, heardFacts: readonly Facts[] | null): Plan["cluster"] {
  const peerFacts = heardFacts ?? [];
  const { index, outcome, siteId } = own;
  if (index === null || site.nodes.length < 2) return null;
  const peers = site.nodes.filter((node) => node.index !== index).map(({ index: place, host, cards }) => ({ index: place, host, addresses: cards.flatMap(({ addresses }) => addresses) }));
  // What is wrong with the line, or `disks.none`, keeps blank disks and pools from a place. The sides that are there go on.
  const claims = claimsAnything(site, outcome);
  const peersHeard = peers.flatMap(({ index: place }) => heard(site, place, siteId, peerFacts) ?? []);
  const idle = new Set(peersHeard.flatMap((peer) => (peer.claims ? [] : [peer.index])));
  const nodes = site.nodes.map((node): NodeDisks => {
    const seen = node.index === index ? seenOf(own.facts, own.disks) : (peersHeard.find((peer) => peer.index === node.index)?.disks ?? null);
    const disks = seen !== null && claims && !idle.has(node.index) ? withAdopted(seen, node.index, siteId) : seen;
    return { index: node.index, addresses: node.cards.flatMap(({ addresses }) => addresses.map(ipOf)), disks };
  });
  const pairings = pairDisks(nodes, siteId, claims);
  const paired = new Set(pairings.flatMap(({ ends }) => ends.map((end) => end?.disk?.disk)));
  const unpaired = (at: readonly number[]): SeenDisk[] => nodes.filter((node) => at.includes(node.index)).flatMap(({ disks }) => disks ?? []).filter(({ disk }) => !paired.has(disk));
  const left = (at: readonly number[]): SeenDisk[] => unpaired(at).filter(({ verdict }) => verdict === "wait");
  if (!claims) return { peers, resources: pairings.flatMap((pairing) => resourceOf(pairing, index)).flatMap((resource) => withoutClaim(resource, own.disks)) };
  const silent = nodes.some(({ disks }) => disks === null);
  // Nobody else's disk could be beside one of this node's.
  const leftBeside = left([index - 1, index + 1].map((place) => (place + nodes.length) % nodes.length));
  const alone = heardFacts === null ? [] : left([index]);
  const lost = unpaired([index]).filter(({ disk, verdict, reason }) => disk.unreadable === true && verdict === "refuse" && reason === "unreadable");
  const ownDisks = nodes.find((node) => node.index === index)?.disks ?? [];
  // What a peer would have to claim for, and does not, is not begun here either.
  const begun = (resource: PlannedResource): PlannedResource[] => {
    if (resource.peerIndex === null || !idle.has(resource.peerIndex)) return [resource];
    const stays = withoutClaim(resource, own.disks);
    return stays.length > 0 ? stays : ownDisks.filter(({ disk }) => disk.id === resource.disk).map((seen) => partnerless(seen, "no-partner"));
  };
  return { peers, resources: [
    ...pairings.flatMap((pairing) => resourceOf(pairing, index)).flatMap(begun),
    ...lost.map((seen) => ({ ...partnerless(seen, "disk-unreadable"), unreadable: "own" as const })),
    ...alone.map((seen) => partnerless(seen, silent ? "peer-silent" : leftBeside.some((other) => !fits(seen, other)) || hasOtherSize(pairings, seen) ? "other-size" : "no-partner")),
  ] };
}

/** A side beside which this disk could be, but for its size. */
const hasOtherSize = (pairings: readonly Pairing[], seen: SeenDisk): boolean => pairings.some(({ otherSize }) => otherSize === seen);

function seenOf({ disks }: Facts, planned: readonly PlannedDisk[]): SeenDisk[] {
  return planned.flatMap(({ verdict, reason }, place) => {
    const disk = disks[place];
    return disk === undefined ? [] : [{ disk, verdict, reason }];
  });
}

/** Whether a node of this line takes blank disks and pools for a pair. */
export function claimsAnything(site: Site, outcome: Outcome): boolean {
  return outcome === "configured" && site.disks.value !== "none";
}

/** A peer's disks with the verdicts that its own planner has on them, without the blank ones of a peer that claims nothing; null where no facts are of that node. */
function heard(site: Site, index: number, siteId: string, peerFacts: readonly Facts[]): { index: number; claims: boolean; disks: SeenDisk[] } | null {
  const found = peerFacts.find((facts) => matchNode(site, facts.nics).nodeIndex === index && (facts.overlay.siteId ?? siteId) === siteId);
  if (found === undefined) return null;
  const claims = found.claims !== false;
  return { index, claims, disks: seenOf(found, planDisks(site, found.disks, "configured", siteId).disks).filter(({ verdict }) => claims || verdict !== "wait") };
}

/** A resource as this node sees it; empty where it has no side of it. */
function resourceOf({ name, uuid, pool, ends, rivals, otherSize }: Pairing, index: number): PlannedResource[] {
  const holds = (end: End | null): boolean => end?.index === index && end.disk !== null;
  const rival = rivals.find(holds);
  const own = ends.find(holds) ?? rival ?? null;
  if (own?.disk === undefined || own.disk === null) return [];
  const { disk } = own.disk;
  const side = ends[0] === own ? 0 : ends[1] === own ? 1 : (rival?.side ?? 0);
  // Whoever claims the same end is whom it is to be compared with where nobody is opposite.
  const rest = [ends[side === 0 ? 1 : 0], ...(rivals.length === 0 ? [] : [ends[side], ...rivals])];
  const other = rest.find((end) => end !== null && (end.index !== index || rivals.length === 0)) ?? null;
  // Seen from side 0 by both nodes, so that both come to the same words.
  const [first, second] = [sideAt(ends[0]), sideAt(ends[1])];
  const { situation, lead } = situationOf(first, second);
  const said = (situation === "no-partner" || situation === "never-formed") && otherSize !== null ? "other-size" : situation;
  const leader = lead === null ? null : ends[lead === "other" ? 1 : 0];
  const { dataBytes, partitionBytes } = placeBytes(own.disk);
  const formed = !ends.some((end) => end?.disk?.disk.marker.state === "good" && end.disk.disk.marker.marker.pair?.formed === false);
  return [{
    name, uuid, disk: disk.id, peerDisk: other?.disk?.disk.id ?? null, peerIndex: other?.index ?? null, primaryIndex: leader?.index ?? null,
    state: decide(said), situation: said, side, pool, dataBytes, partitionBytes, formed,
    ...(situation === "both-empty" && areBegun(first, second) ? { begun: true } : {}),
    ...(disk.unreadable === true ? { unreadable: "own" } : other?.disk?.disk.unreadable === true ? { unreadable: "peer" } : {}),
  }];
}

/**
 * A resource where nothing new is claimed: a claim of this node's own that never ended is left, and a ready side does not wait for the
 * other node's to be used, but is used, or waits, as if there were none.
 */
function withoutClaim(resource: PlannedResource, disks: readonly PlannedDisk[]): PlannedResource[] {
  if (resource.state !== "make" && resource.state !== "join") return [resource];
  if (disks.find(({ id }) => id === resource.disk)?.verdict !== "own") return [];
  const situation = resource.formed ? "no-partner" : "never-formed";
  return [{ ...resource, state: decide(situation), situation, primaryIndex: resource.formed ? null : resource.primaryIndex }];
}

function sideAt(end: End | null): Side {
  if (end === null || !end.heard) return { kind: "silent" };
  return end.disk === null ? { kind: "none" } : sideOf(end.disk);
}

function placeBytes({ disk: { marker, sizeBytes, logicalBlockBytes } }: SeenDisk): { dataBytes: number; partitionBytes: number } {
  const place = marker.state === "good" ? marker.marker.pair : undefined;
  return place ?? layOutPair(sizeBytes, logicalBlockBytes);
}

/** A disk without a place: nobody has one for it, or it cannot be read any more. */
function partnerless(seen: SeenDisk, situation: Situation): PlannedResource {
  return { name: "", uuid: "", disk: seen.disk.id, peerDisk: null, peerIndex: null, primaryIndex: null, state: decide(situation), situation, side: 0, pool: "", formed: true, ...placeBytes(seen) };
}
