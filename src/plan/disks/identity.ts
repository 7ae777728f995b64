import type { DiskFacts } from "../../model/facts.ts";

/** True where a serial number or WWN names the disk, so that it is still the same one after the next start. */
export function hasIdentity(disk: DiskFacts): boolean {
  return !disk.id.startsWith("unknown:");
}

/** The path that stays with the disk: `/dev/vda` may be another one after the next start. */
export function stablePath(disk: DiskFacts): string {
  return hasIdentity(disk) ? `/dev/disk/by-id/${disk.id}` : disk.path;
}

/** A node's disks in the order of the design: by size, then id; by path where two have the same id. */
export function inOrder(disks: readonly DiskFacts[]): DiskFacts[] {
  return [...disks].sort((a, b) => a.sizeBytes - b.sizeBytes || compare(a.id, b.id) || compare(a.path, b.path));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * For each disk, the paths of those that it cannot be told apart from: disks with one id, and disks of this
 * site whose markers claim the same pool, as when a disk of another machine was put in. Which of them the
 * guests were written to is not ours to guess. A copy of our disk is no twin: its marker names the other id.
 */
export function findTwins(disks: readonly DiskFacts[], site: string): Map<DiskFacts, string[]> {
  const twins = new Map<DiskFacts, Set<string>>();
  for (const claims of [idClaim, (disk: DiskFacts) => poolClaim(disk, site)]) {
    const groups = new Map<string, DiskFacts[]>();
    for (const disk of disks) {
      const claim = claims(disk);
      if (claim !== null) groups.set(claim, [...(groups.get(claim) ?? []), disk]);
    }
    for (const group of groups.values()) {
      if (group.length < 2 || isOneMirror(group)) continue;
      for (const disk of group) {
        const others = twins.get(disk) ?? new Set();
        for (const other of group) if (other !== disk) others.add(other.path);
        twins.set(disk, others);
      }
    }
  }
  return new Map([...twins].map(([disk, others]) => [disk, [...others].sort()]));
}

/** Two disks of one mirror share the pool's name; which of them are in line is judged by their superblocks. */
function isOneMirror(group: readonly DiskFacts[]): boolean {
  const arrays = new Set(group.map(({ marker }) => (marker.state === "good" ? (marker.marker.mirror?.array ?? null) : null)));
  return arrays.size === 1 && !arrays.has(null) && new Set(group.map(({ id }) => id)).size === group.length;
}

function idClaim(disk: DiskFacts): string | null {
  return hasIdentity(disk) ? disk.id : null;
}

function poolClaim(disk: DiskFacts, site: string): string | null {
  const { marker } = disk;
  return marker.state === "good" && marker.marker.site === site && marker.marker.disk === disk.id ? marker.marker.pool : null;
}
