import { inOrder } from "../disks/identity.ts";
import { poolName } from "../disks/pools.ts";
import { uuidOf } from "../uuid.ts";
import { resourceName } from "./names.ts";
import type { SeenDisk } from "./sides.ts";

/** The disks of one node; null where it has not been heard in this start. */
export interface NodeDisks {
  index: number;
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
  /** A disk that could have been the missing end, but for its size. */
  otherSize: SeenDisk | null;
}

const placeOf = ({ disk: { marker } }: SeenDisk): { resource: string; uuid: string; side: 0 | 1 } | null => (marker.state === "good" ? (marker.marker.pair ?? null) : null);
const isFree = (seen: SeenDisk): boolean => seen.verdict === "wait";
const fits = (one: SeenDisk, other: SeenDisk): boolean => one.disk.sizeBytes === other.disk.sizeBytes && one.disk.logicalBlockBytes === other.disk.logicalBlockBytes;

/**
 * Who mirrors what. Disks that carry a place keep it, and a missing end is filled by a blank disk of equal size on a neighbour;
 * what is blank then pairs round the ring: a node's first disk with the next node's last free one of equal size, a round
 * at a time, so that each node leads as many resources as the others. New resources are made only where all nodes are heard:
 * any other view of the ring could pair the same disk differently.
 */
export function pairDisks(nodes: readonly NodeDisks[], site: string): Pairing[] {
  const taken = new Set<SeenDisk>();
  const pairings = knownPairings(nodes, site, taken);
  for (const pairing of pairings) fillGap(nodes, pairing, taken);
  if (nodes.every(({ disks }) => disks !== null)) pairings.push(...newPairings(nodes, site, taken, pairings));
  return pairings;
}

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
    const pairing = known.get(place.resource) ?? { name: place.resource, uuid: place.uuid, pool: marker.marker.pool, ends: [null, null], otherSize: null };
    // Two disks for one end: a replaced one has come back. Which of them is right, a person says.
    const twice = pairing.ends[place.side] !== null;
    pairing.ends[place.side] = { index, disk: twice ? { ...seen, verdict: "refuse" } : seen, heard: true };
    taken.add(seen);
    known.set(place.resource, pairing);
  }
  return [...known.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The neighbour that had the missing end is the next one in the ring for side 1, the one before for side 0. */
function fillGap(nodes: readonly NodeDisks[], pairing: Pairing, taken: Set<SeenDisk>): void {
  const missing = pairing.ends[0] === null ? 0 : 1;
  const there = pairing.ends[missing === 0 ? 1 : 0];
  if (pairing.ends[missing] !== null || there === null || there.disk === null) return;
  const count = nodes.length;
  const neighbour = nodes.find(({ index }) => index === (there.index + (missing === 1 ? 1 : count - 1)) % count);
  if (neighbour === undefined) return;
  const there2 = there.disk;
  const blank = inOrderOf((neighbour.disks ?? []).filter((seen) => isFree(seen) && !taken.has(seen)));
  // A pool's name stands for one pool on each node: two of a name, and neither could be told from the other at the next start.
  const named = (neighbour.disks ?? []).some(({ disk: { marker } }) => marker.state === "good" && marker.marker.pool === pairing.pool);
  const found = named ? null : (blank.find((seen) => fits(seen, there2)) ?? null);
  if (found !== null) taken.add(found);
  pairing.otherSize = found === null && !named ? (blank[0] ?? null) : null;
  pairing.ends[missing] = { index: neighbour.index, disk: found, heard: neighbour.disks !== null };
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
      made.push({ name, pool, uuid: uuidOf("pair", site, name, String(index), first.disk.id, second.disk.id), ends: [{ index, disk: first, heard: true }, { index: next, disk: second, heard: true }], otherSize: null });
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
