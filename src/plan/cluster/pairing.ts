import { areAllHeard, type NodeDisks, placeOf } from "./nodeDisks.ts";
import { fillGaps } from "./missingEnd.ts";
import { newPairings } from "./newPairings.ts";
import type { SeenDisk } from "./sides.ts";

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

/**
 * Who mirrors what. Disks that carry a place keep it, and a missing end is filled by a blank disk of equal size on the node that
 * had it; what is blank then pairs round the ring: a node's first disk with the next node's last free one of equal size, a round
 * at a time, so that each node leads as many resources as the others. New resources are made only where all nodes are heard:
 * any other view of the ring could pair the same disk differently. `claims` false: no blank disk gets a place.
 */
export function pairDisks(nodes: readonly NodeDisks[], site: string, claims: boolean): Pairing[] {
  const taken = new Set<SeenDisk>();
  const pairings = knownPairings(nodes, site, taken);
  fillGaps(nodes, site, pairings, taken, claims);
  if (claims && areAllHeard(nodes)) pairings.push(...newPairings(nodes, site, taken, pairings));
  return pairings;
}

/** A disk of ours that is refused for another reason keeps its end: that one is not given to a blank disk meanwhile. */
function knownPairings(nodes: readonly NodeDisks[], site: string, taken: Set<SeenDisk>): Pairing[] {
  const known = new Map<string, Pairing>();
  for (const { index, seen } of nodes.flatMap(({ index, disks }) => (disks ?? []).map((seen) => ({ index, seen })))) {
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
