import type { DiskFacts } from "../../model/facts.ts";
import type { PlannedDisk } from "../../model/plan.ts";

/** Where pools are mounted; the medium brings the directory. */
export const POOLS_DIR = "/var/lib/ramvisor/pools";

export function poolPath(pool: string): string {
  return `${POOLS_DIR}/${pool}`;
}

/** The first pool's name. */
export const DEFAULT_POOL = "default";

/** Where the SSH host key lies in a pool. */
export function hostKeysAt(path: string): string {
  return `${path}/.ramvisor/ssh`;
}

/** Where an administrator's hooks lie in a pool. */
export function hooksAt(path: string): string {
  return `${path}/.ramvisor/hooks`;
}

/**
 * Pool names by disk, for disks given in order (size, then id). A disk of ours keeps the name in its marker;
 * each disk to claim takes the next free one of `default`, `pool2`, `pool3` … Two that become a mirror have one name:
 * `partners` gives the second one's first, `fixed` the name of a mirror that is there already.
 */
export function namePools(disks: readonly DiskFacts[], verdicts: ReadonlyMap<DiskFacts, PlannedDisk["verdict"]>, site: string, { partners, fixed }: { partners: ReadonlyMap<DiskFacts, DiskFacts>; fixed: ReadonlyMap<DiskFacts, string> } = { partners: new Map(), fixed: new Map() }): Map<DiskFacts, string> {
  const names = new Map<DiskFacts, string>();
  // Refused disks of this site keep their names too: once released, such a disk must not meet a namesake.
  const taken = new Set(disks.flatMap(({ marker }) => (marker.state === "good" && marker.marker.site === site ? [marker.marker.pool] : [])));
  for (const disk of disks) if (verdicts.get(disk) === "own" && disk.marker.state === "good") names.set(disk, disk.marker.marker.pool);
  for (const disk of disks) {
    if (verdicts.get(disk) !== "claim") continue;
    const first = partners.get(disk);
    const name = fixed.get(disk) ?? (first === undefined ? undefined : names.get(first)) ?? freeName(taken);
    taken.add(name);
    names.set(disk, name);
  }
  return names;
}

/** Names of pools, by number from 0: `default`, `pool2`, `pool3` … */
export function poolName(number: number): string {
  return number === 0 ? DEFAULT_POOL : `pool${number + 1}`;
}

function freeName(taken: ReadonlySet<string>): string {
  for (let number = 0; ; number += 1) if (!taken.has(poolName(number))) return poolName(number);
}
