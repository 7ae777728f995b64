import type { DiskFacts } from "../../model/facts.ts";
import type { DiskMode } from "../../model/token.ts";

/**
 * The blank disks, given in order, that this wish would not use one by one on a single machine: under `auto` each
 * two of equal size, under `mirror` all of them; and how many pairs they make. Mirroring is not built yet, so they
 * are left blank for it: a disk once claimed as a pool could not join a mirror any more.
 */
export function mirrored(blank: readonly DiskFacts[], mode: DiskMode): { left: Set<DiskFacts>; pairs: number } {
  const left = new Set<DiskFacts>();
  if (mode !== "auto" && mode !== "mirror") return { left, pairs: 0 };
  for (let index = 0; index + 1 < blank.length; index += 1) {
    const [first, second] = [blank[index], blank[index + 1]];
    if (first === undefined || second === undefined || first.sizeBytes !== second.sizeBytes) continue;
    left.add(first).add(second);
    index += 1;
  }
  const pairs = left.size / 2;
  return { left: mode === "mirror" ? new Set(blank) : left, pairs };
}
