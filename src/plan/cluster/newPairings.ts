import { poolName } from "../disks/pools.ts";
import { uuidOf } from "../uuid.ts";
import { resourceName } from "./names.ts";
import { fits, freeOf, type NodeDisks } from "./nodeDisks.ts";
import type { Pairing } from "./pairing.ts";
import type { SeenDisk } from "./sides.ts";

/** Names a resource by all that it was made of: a disk with this UUID says who its partner was meant to be. */
export const newUuid = (site: string, name: string, first: number, one: string, other: string): string => uuidOf("pair", site, name, String(first), one, other);

/**
 * Blank disks, round the ring. The node that leads fewest is next, those that are there already counted: nodes see each other's
 * claims one after the other, and whatever part of them one sees, the rest comes out as if it had seen none.
 */
export function newPairings(nodes: readonly NodeDisks[], site: string, taken: Set<SeenDisk>, known: readonly Pairing[]): Pairing[] {
  const made: Pairing[] = [];
  const pools = new Set(nodes.flatMap(({ disks }) => disks ?? []).flatMap(({ disk: { marker } }) => (marker.state === "good" ? [marker.marker.pool] : [])));
  const names = new Set(known.map(({ name }) => name));
  const leads = (index: number): number => [...known, ...made].filter(({ ends: [first] }) => first?.index === index).length;
  for (;;) {
    const order = nodes.map(({ index }) => index).sort((a, b) => leads(a) - leads(b) || a - b);
    const next = firstMatch(nodes, order, taken);
    if (next === null) return made;
    const { index, first, second } = next;
    const number = freeNumber(names, pools);
    const [name, pool] = [resourceName(number), poolName(number)];
    names.add(name);
    pools.add(pool);
    taken.add(first).add(second);
    made.push({ name, pool, uuid: newUuid(site, name, index, first.disk.id, second.disk.id), ends: [{ index, disk: first, heard: true }, { index: (index + 1) % nodes.length, disk: second, heard: true }], rivals: [], otherSize: null });
  }
}

/** The first node in this order that has a match: its first free disk that has an equal among its neighbour's, and the last of those. */
function firstMatch(nodes: readonly NodeDisks[], order: readonly number[], taken: ReadonlySet<SeenDisk>): { index: number; first: SeenDisk; second: SeenDisk } | null {
  for (const index of order) {
    const next = (index + 1) % nodes.length;
    const partners = next === index ? [] : freeOf(nodes[next], taken).reverse();
    for (const first of freeOf(nodes[index], taken)) {
      const second = partners.find((partner) => fits(first, partner));
      if (second !== undefined) return { index, first, second };
    }
  }
  return null;
}

/** A resource's pool has one name on all nodes: whoever takes it over has room for it. */
function freeNumber(names: ReadonlySet<string>, pools: ReadonlySet<string>): number {
  for (let number = 0; ; number += 1) if (!names.has(resourceName(number)) && !pools.has(poolName(number))) return number;
}
