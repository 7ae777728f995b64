import type { DiskFacts } from "../../model/facts.ts";
import type { DiskMode } from "../../model/token.ts";

/**
 * The blank disks, given in order, that this wish would mirror on a single machine: under `auto` each two of
 * equal size, under `mirror` all of them. Mirroring is not built yet, so they are left blank for it: a disk once
 * claimed as a pool could not join a mirror any more.
 */
export function mirrored(blank: readonly DiskFacts[], mode: DiskMode): Set<DiskFacts> {
  if (mode === "mirror") return new Set(blank);
  const pairs = new Set<DiskFacts>();
  if (mode !== "auto") return pairs;
  for (let index = 0; index + 1 < blank.length; index += 1) {
    const [first, second] = [blank[index], blank[index + 1]];
    if (first === undefined || second === undefined || first.sizeBytes !== second.sizeBytes) continue;
    pairs.add(first).add(second);
    index += 1;
  }
  return pairs;
}
