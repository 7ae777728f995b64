import type { PairPlace } from "../../model/facts.ts";
import { inOrder } from "../disks/identity.ts";
import type { SeenDisk } from "./sides.ts";

/** The disks of one node; null where it has not been heard in this start. `addresses`: all that the line gives it, without prefix. */
export interface NodeDisks {
  index: number;
  addresses: readonly string[];
  disks: readonly SeenDisk[] | null;
}

export const areAllHeard = (nodes: readonly NodeDisks[]): boolean => nodes.every(({ disks }) => disks !== null);

/** The place in a resource that a disk's marker gives it. */
export const placeOf = ({ disk: { marker } }: SeenDisk): PairPlace | null => (marker.state === "good" ? (marker.marker.pair ?? null) : null);

/** A node's blank disks that have no place yet, by size, then id. */
export function freeOf(node: NodeDisks | undefined, taken: ReadonlySet<SeenDisk>): SeenDisk[] {
  const free = (node?.disks ?? []).filter((seen) => seen.verdict === "wait" && !taken.has(seen));
  const ordered = inOrder(free.map(({ disk }) => disk));
  return free.sort((a, b) => ordered.indexOf(a.disk) - ordered.indexOf(b.disk));
}

export const fits = (one: SeenDisk, other: SeenDisk): boolean => one.disk.sizeBytes === other.disk.sizeBytes && one.disk.logicalBlockBytes === other.disk.logicalBlockBytes;
