import type { DiskFacts, MirrorPlace } from "../../model/facts.ts";
import { uuidOf } from "../uuid.ts";
import { layOut } from "./layout.ts";

/** Two blank disks that become one mirror; the first has slot 0. */
export interface Pair {
  array: string;
  disks: readonly [DiskFacts, DiskFacts];
}

/**
 * Pairs among blank disks given in order: each two of equal size, and of equal block size, since an array takes the
 * larger one and the file system on it must not see it change.
 */
export function pairUp(blank: readonly DiskFacts[], site: string): Pair[] {
  const waiting = new Map<string, DiskFacts>();
  const pairs: Pair[] = [];
  for (const disk of blank) {
    const kind = `${disk.sizeBytes} ${disk.logicalBlockBytes}`;
    const first = waiting.get(kind);
    if (first === undefined) waiting.set(kind, disk);
    else {
      waiting.delete(kind);
      pairs.push({ array: uuidOf("array", site, first.id, disk.id), disks: [first, disk] });
    }
  }
  return pairs;
}

/**
 * True where the two disks are those that the array was meant for when it was planned. Anything else whose claim has not
 * ended was on its way into a mirror that existed already: making that one anew would put an empty pool in its place.
 */
export function isFoundedBy(array: string, site: string, slot0: DiskFacts, slot1: DiskFacts): boolean {
  return uuidOf("array", site, slot0.id, slot1.id) === array;
}

/** The places of a pair's two disks. */
export function placesOf({ array, disks: [first] }: Pair): [MirrorPlace, MirrorPlace] {
  const partitionBytes = layOut(first.sizeBytes, first.logicalBlockBytes).sizeBytes;
  return [{ array, slot: 0, partitionBytes }, { array, slot: 1, partitionBytes }];
}

/**
 * The blank disk, of some given in order, that can stand in for the other member of a mirror: the smallest whose partition,
 * with room for the replication metadata behind it, is as long as that of `member`.
 */
export function standIn(blank: readonly DiskFacts[], member: DiskFacts, { partitionBytes }: MirrorPlace): DiskFacts | undefined {
  return blank.find((disk) => disk.logicalBlockBytes === member.logicalBlockBytes && layOut(disk.sizeBytes, disk.logicalBlockBytes).sizeBytes >= partitionBytes);
}
