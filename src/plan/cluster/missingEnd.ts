import { claimedName } from "../disks/identity.ts";
import { areAllHeard, fits, freeOf, type NodeDisks, placeOf } from "./nodeDisks.ts";
import { newUuid } from "./newPairings.ts";
import type { Pairing } from "./pairing.ts";
import type { SeenDisk } from "./sides.ts";

/** A resource of which one end alone is there. */
interface Gap {
  pairing: Pairing;
  /** The end that is missing; the other one's node and disk. */
  missing: 0 | 1;
  own: number;
  there: SeenDisk;
  /** Who has the missing end, or is to have it. */
  node: NodeDisks;
  /** A blank disk may get it. */
  mayFill: boolean;
}

/**
 * A missing end is given to a blank disk only where nobody can still have it: on the very node that had it, or where all are
 * heard. Another node's blank disk would make a side that is behind pass for the only one, and its old data be used.
 * First come those whose partner is the very disk that they were made with: no other resource is to take it away.
 */
export function fillGaps(nodes: readonly NodeDisks[], site: string, pairings: readonly Pairing[], taken: Set<SeenDisk>, claims: boolean): void {
  const gaps = pairings.flatMap((pairing) => gapOf(nodes, site, pairing, claims));
  for (const gap of gaps) if (gap.mayFill) fill(gap, freeOf(gap.node, taken).find((seen) => isMeant(gap, seen, site)), taken);
  for (const gap of gaps) if (gap.pairing.ends[gap.missing] === null) fillWithAny(gap, taken);
}

function gapOf(nodes: readonly NodeDisks[], site: string, pairing: Pairing, claims: boolean): Gap[] {
  const missing = pairing.ends[0] === null ? 0 : 1;
  const end = pairing.ends[missing === 0 ? 1 : 0];
  if (pairing.ends[missing] !== null || pairing.rivals.length > 0 || end === null || end.disk === null) return [];
  const [own, there] = [end.index, end.disk];
  const recorded = recordedPeer(nodes, own, there);
  const node = recorded ?? likelyPeer(nodes, missing, own, there);
  if (node === undefined) return [];
  // A pool's name stands for one pool on each node: two of a name, and neither could be told from the other at the next start. Another site's is none here.
  const isNamed = (node.disks ?? []).some(({ disk: { marker } }) => marker.state === "good" && marker.marker.site === site && marker.marker.pool === pairing.pool);
  // A disk that does not answer in this start may be the very one that is missed.
  const isSilent = (node.disks ?? []).some(({ disk, verdict, reason }) => verdict === "refuse" && reason === "unreadable" && disk.sizeBytes === there.disk.sizeBytes);
  return [{ pairing, missing, own, there, node, mayFill: claims && !isNamed && !isSilent && (recorded !== undefined || areAllHeard(nodes)) }];
}

function isMeant({ pairing, missing, own, there, node }: Gap, seen: SeenDisk, site: string): boolean {
  const [first, one, other] = missing === 0 ? [node.index, seen, there] : [own, there, seen];
  return fits(seen, there) && pairing.uuid === newUuid(site, pairing.name, first, claimedName(one.disk), claimedName(other.disk));
}

function fill({ pairing, missing, node }: Gap, found: SeenDisk | undefined, taken: Set<SeenDisk>): void {
  if (found === undefined) return;
  taken.add(found);
  pairing.ends[missing] = { index: node.index, disk: found, heard: true };
}

function fillWithAny({ pairing, missing, there, node, mayFill }: Gap, taken: Set<SeenDisk>): void {
  const blank = mayFill ? freeOf(node, taken) : [];
  const found = blank.find((seen) => fits(seen, there)) ?? null;
  if (found !== null) taken.add(found);
  pairing.otherSize = found === null ? (blank[0] ?? null) : null;
  pairing.ends[missing] = { index: node.index, disk: found, heard: node.disks !== null };
}

/** Who has the other side, as the marker says. An address that is this node's own by now says nothing. */
function recordedPeer(nodes: readonly NodeDisks[], own: number, seen: SeenDisk): NodeDisks | undefined {
  const peer = placeOf(seen)?.peer;
  return peer === undefined ? undefined : nodes.find(({ index, addresses }) => index !== own && addresses.includes(peer));
}

/** Where the marker names no node of the line: the neighbour that a ring of this size would have chosen, if nothing hangs on it. */
function likelyPeer(nodes: readonly NodeDisks[], missing: 0 | 1, own: number, seen: SeenDisk): NodeDisks | undefined {
  const count = nodes.length;
  const neighbour = nodes.find(({ index }) => index === (own + (missing === 1 ? 1 : count - 1)) % count);
  const neverHadAnother = placeOf(seen)?.formed === false;
  return neverHadAnother || areAllHeard(nodes) || (count === 2 && speaksOfNoThird(nodes, own, seen)) ? neighbour : undefined;
}

/** The marker names nobody, as earlier versions wrote it, or this very node: both have changed addresses with each other. */
function speaksOfNoThird(nodes: readonly NodeDisks[], own: number, seen: SeenDisk): boolean {
  const peer = placeOf(seen)?.peer;
  return peer === undefined || nodes.some(({ index, addresses }) => index === own && addresses.includes(peer));
}
