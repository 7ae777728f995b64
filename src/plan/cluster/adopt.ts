import type { DrbdMeta, PairPlace } from "../../model/facts.ts";
import { NO_GENERATION } from "../../raid/drbdMeta.ts";
import { layOutPair } from "../disks/layout.ts";
import { inOrder } from "../disks/identity.ts";
import { uuidOf } from "../uuid.ts";
import { resourceName } from "./names.ts";
import type { SeenDisk } from "./sides.ts";

/**
 * Numbers of resources that were pools of one machine: eight for each node, behind those that nodes choose together. A node
 * gives them without having heard anybody, and no other gives the same.
 */
const FIRST_ADOPTED = 32;
const ADOPTED_PER_NODE = 8;
/** Metadata that is still to be made: related to none. */
const NOT_YET: DrbdMeta = { current: "0000000000000002", bitmap: NO_GENERATION, history: [NO_GENERATION, NO_GENERATION], consistent: true, upToDate: true, primary: false };

/**
 * A node's disks, with each pool that it made by itself as the side of a pair that it becomes: side 0, with the next node
 * in the ring. A mirror stays one: it has its second copy. So does a pool on a disk that has grown since.
 */
export function withAdopted(seen: readonly SeenDisk[], index: number, site: string): SeenDisk[] {
  const names = new Set(seen.flatMap(({ disk: { marker } }) => (marker.state === "good" && marker.marker.pair !== undefined ? [marker.marker.pair.resource] : [])));
  const ordered = inOrder(seen.map(({ disk }) => disk));
  const places = new Map<string, PairPlace>();
  for (const disk of ordered) {
    const planned = seen.find((one) => one.disk === disk);
    const name = Array.from({ length: ADOPTED_PER_NODE }, (_, place) => resourceName(FIRST_ADOPTED + index * ADOPTED_PER_NODE + place)).find((free) => !names.has(free));
    if (planned === undefined || !isOwnPool(planned) || name === undefined) continue;
    names.add(name);
    const { dataBytes, partitionBytes } = layOutPair(disk.sizeBytes, disk.logicalBlockBytes);
    places.set(disk.id, { resource: name, uuid: uuidOf("pair", site, name, disk.id), side: 0, dataBytes, partitionBytes, formed: false });
  }
  return seen.map((one) => {
    const { marker } = one.disk;
    const pair = places.get(one.disk.id);
    if (pair === undefined || marker.state !== "good") return one;
    return { ...one, disk: { ...one.disk, marker: { state: "good", marker: { ...marker.marker, role: "pair", pair } }, drbd: NOT_YET } };
  });
}

function isOwnPool({ disk: { marker, sizeBytes }, verdict }: SeenDisk): boolean {
  return verdict === "own" && marker.state === "good" && marker.marker.role === "pool" && marker.marker.state === "ready" && marker.marker.sizeBytes === sizeBytes;
}
