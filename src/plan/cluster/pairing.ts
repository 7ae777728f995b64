import type { PairPlace } from "../../model/facts.ts";
import { inOrder } from "../disks/identity.ts";
import { poolName } from "../disks/pools.ts";
import { uuidOf } from "../uuid.ts";
import { resourceName } from "./names.ts";
import type { SeenDisk } from "./sides.ts";

/** The disks of one node; null where it has not been heard in this start. `addresses`: all that the line gives it, without prefix. */
export interface NodeDisks {
  index: number;
  addresses: readonly string[];
  disks: readonly SeenDisk[] | null;
}

/** One end of a resource. `disk` null: its node is silent, or has no disk for it. */
export interface End {
  index: number;
  disk: SeenDisk | null;
  heard: boolean;
}

export interface Pairing {
  name: string;
  uuid: string;
  pool: string;
  /** The node that the resource was made with as primary, and the other; the other is null where nobody is known. */
  ends: [End | null, End | null];
  /** Further disks for an end that has one already, each with the end that it claims: all of them are refused. */
  rivals: (End & { side: 0 | 1 })[];
  /** A disk that could have been the missing end, but for its size. */
  otherSize: SeenDisk | null;
}

const placeOf = ({ disk: { marker } }: SeenDisk): PairPlace | null => (marker.state === "good" ? (marker.marker.pair ?? null) : null);
const isFree = (seen: SeenDisk): boolean => seen.verdict === "wait";
const fits = (one: SeenDisk, other: SeenDisk): boolean => one.disk.sizeBytes === other.disk.sizeBytes && one.disk.logicalBlockBytes === other.disk.logicalBlockBytes;

/**
 * Who mirrors what. Disks that carry a place keep it, and a missing end is filled by a blank disk of equal size on the node that
 * had it; what is blank then pairs round the ring: a node's first disk with the next node's last free one of equal size, a round
 * at a time, so that each node leads as many resources as the others. New resources are made only where all nodes are heard:
 * any other view of the ring could pair the same disk differently. `claims` false: no blank disk gets a place.
 */
export function pairDisks(nodes: readonly NodeDisks[], site: string, claims: boolean): Pairing[] {
  const taken = new Set<SeenDisk>();
  const pairings = knownPairings(nodes, site, taken);
  for (const pairing of pairings) fillGap(nodes, pairing, taken, claims);
  if (claims && areAllHeard(nodes)) pairings.push(...newPairings(nodes, site, taken, pairings));
  return pairings;
}

const areAllHeard = (nodes: readonly NodeDisks[]): boolean => nodes.every(({ disks }) => disks !== null);

function all(nodes: readonly NodeDisks[]): { index: number; seen: SeenDisk }[] {
  return nodes.flatMap(({ index, disks }) => (disks ?? []).map((seen) => ({ index, seen })));
}

/** A disk of ours that is refused for another reason keeps its end: that one is not given to a blank disk meanwhile. */
function knownPairings(nodes: readonly NodeDisks[], site: string, taken: Set<SeenDisk>): Pairing[] {
  const known = new Map<string, Pairing>();
  for (const { index, seen } of all(nodes)) {
    const place = placeOf(seen);
    const { marker } = seen.disk;
    if (place === null || marker.state !== "good" || marker.marker.site !== site) continue;
    // Not by the UUID: two sides of one name and of different UUIDs are to meet, and be refused.
    const pairing = known.get(place.resource) ?? { name: place.resource, uuid: place.uuid, pool: marker.marker.pool, ends: [null, null], rivals: [], otherSize: null };
    const first = pairing.ends[place.side];
    if (first === null) pairing.ends[place.side] = { index, disk: seen, heard: true };
    else {
      // Two disks for one end: a replaced one has come back. Which of them is right, a person says, and each owner is told.
      if (first.disk !== null) pairing.ends[place.side] = { ...first, disk: { ...first.disk, verdict: "refuse" } };
      pairing.rivals.push({ index, disk: { ...seen, verdict: "refuse" }, heard: true, side: place.side });
    }
    taken.add(seen);
    known.set(place.resource, pairing);
  }
  return [...known.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * The missing end is given to a blank disk only where nobody can still have it: on the very node that had it, or where all are
 * heard. Another node's blank disk would make a side that is behind pass for the only one, and its old data be used.
 */
function fillGap(nodes: readonly NodeDisks[], pairing: Pairing, taken: Set<SeenDisk>, claims: boolean): void {
  const missing = pairing.ends[0] === null ? 0 : 1;
  const there = pairing.ends[missing === 0 ? 1 : 0];
  if (pairing.ends[missing] !== null || pairing.rivals.length > 0 || there === null || there.disk === null) return;
  const recorded = recordedPeer(nodes, there.index, there.disk);
  const node = recorded ?? likelyPeer(nodes, missing, there.index, there.disk);
  if (node === undefined) return;
  const there2 = there.disk;
  const mayFill = claims && (recorded !== undefined || areAllHeard(nodes));
  const blank = mayFill ? inOrderOf((node.disks ?? []).filter((seen) => isFree(seen) && !taken.has(seen))) : [];
  // A pool's name stands for one pool on each node: two of a name, and neither could be told from the other at the next start.
  const named = (node.disks ?? []).some(({ disk: { marker } }) => marker.state === "good" && marker.marker.pool === pairing.pool);
  const found = named ? null : (blank.find((seen) => fits(seen, there2)) ?? null);
  if (found !== null) taken.add(found);
  pairing.otherSize = found === null && !named ? (blank[0] ?? null) : null;
  pairing.ends[missing] = { index: node.index, disk: found, heard: node.disks !== null };
}

/** Who has the other side, as the marker says. An address that is this node's own by now says nothing. */
function recordedPeer(nodes: readonly NodeDisks[], own: number, seen: SeenDisk): NodeDisks | undefined {
  const peer = placeOf(seen)?.peer;
  return peer === undefined ? undefined : nodes.find(({ index, addresses }) => index !== own && addresses.includes(peer));
}

/**
 * Where the marker names no node of the line: of two nodes the other one, if the marker does not speak of a third; else the neighbour
 * that a ring of this size would have chosen, if nothing hangs on it: no other side ever had the data, or all nodes are heard.
 */
function likelyPeer(nodes: readonly NodeDisks[], missing: 0 | 1, own: number, seen: SeenDisk): NodeDisks | undefined {
  const place = placeOf(seen);
  const count = nodes.length;
  const isOwn = nodes.some(({ index, addresses }) => index === own && place?.peer !== undefined && addresses.includes(place.peer));
  const sure = (count === 2 && (place?.peer === undefined || isOwn)) || place?.formed === false || areAllHeard(nodes);
  return sure ? nodes.find(({ index }) => index === (own + (missing === 1 ? 1 : count - 1)) % count) : undefined;
}

function newPairings(nodes: readonly NodeDisks[], site: string, taken: Set<SeenDisk>, known: readonly Pairing[]): Pairing[] {
  const made: Pairing[] = [];
  const pools = new Set(all(nodes).flatMap(({ seen: { disk: { marker } } }) => (marker.state === "good" ? [marker.marker.pool] : [])));
  const names = new Set(known.map(({ name }) => name));
  const free = (index: number): SeenDisk[] => inOrderOf((nodes[index]?.disks ?? []).filter((seen) => isFree(seen) && !taken.has(seen)));
  for (let found = true; found;) {
    found = false;
    for (const { index } of nodes) {
      const next = (index + 1) % nodes.length;
      const partners = free(next).reverse();
      const match = free(index).flatMap((first) => partners.filter((second) => second !== first && fits(first, second)).slice(0, 1).map((second) => [first, second] as const))[0];
      if (match === undefined || next === index) continue;
      const [first, second] = match;
      const number = freeNumber(names, pools);
      const name = resourceName(number);
      const pool = poolName(number);
      names.add(name);
      pools.add(pool);
      taken.add(first).add(second);
      made.push({ name, pool, uuid: uuidOf("pair", site, name, String(index), first.disk.id, second.disk.id), ends: [{ index, disk: first, heard: true }, { index: next, disk: second, heard: true }], rivals: [], otherSize: null });
      found = true;
    }
  }
  return made;
}

/** A resource's pool has one name on all nodes: whoever takes it over has room for it. */
function freeNumber(names: ReadonlySet<string>, pools: ReadonlySet<string>): number {
  for (let number = 0; ; number += 1) if (!names.has(resourceName(number)) && !pools.has(poolName(number))) return number;
}

function inOrderOf(seen: readonly SeenDisk[]): SeenDisk[] {
  const ordered = inOrder(seen.map(({ disk }) => disk));
  return [...seen].sort((a, b) => ordered.indexOf(a.disk) - ordered.indexOf(b.disk));
}
