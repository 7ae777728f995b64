import type { DiskFacts, DiskMarker } from "../../model/facts.ts";

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

/** A shorter serial number could be the end of another one. */
const TELLING_SERIAL = 6;

/**
 * Was the marker written for this very disk? By its id; and behind another controller, where udev gives it another name
 * (`ata-MODEL_SERIAL` is `scsi-SATA_MODEL_SERIAL` there), by what the disk says of itself: its size to the byte, and its serial
 * number or WWN in the name that the marker keeps. A copy on another disk has another number. A claim that never ended is not
 * looked at so kindly: nothing of it is missed.
 */
export function isMarkedFor(disk: DiskFacts, marker: DiskMarker): boolean {
  return marker.disk === disk.id || (marker.state === "ready" && marker.sizeBytes === disk.sizeBytes && isNameOf(disk, marker.disk));
}

/** The name in our marker, where the disk has another one now. */
export function formerName(disk: DiskFacts): string | null {
  const { marker } = disk;
  return marker.state === "good" && marker.marker.disk !== disk.id && isMarkedFor(disk, marker.marker) ? marker.marker.disk : null;
}

/** Under which a disk was claimed: what was derived from it then is compared with that. */
export function claimedName(disk: DiskFacts): string {
  return formerName(disk) ?? disk.id;
}

function isNameOf({ serial, wwn }: DiskFacts, name: string): boolean {
  const number = byUdev(serial ?? "");
  // `bus-SERIAL` or `bus-MODEL_SERIAL`: behind any other hyphen it may be the end of a longer one.
  if (number.length >= TELLING_SERIAL && (name.slice(name.indexOf("-") + 1) === number || name.endsWith(`_${number}`))) return true;
  const world = (wwn ?? "").replace(/^(0x|naa\.)/, "");
  return world !== "" && [`wwn-0x${world}`, `scsi-3${world}`, `nvme-${world}`].includes(name);
}

/** As udev writes a serial number into a name (systemd, udev_replace_chars()). */
function byUdev(text: string): string {
  return text.trim().replaceAll(/\s+/g, "_").replaceAll(/[^\w#+.:=@-]/g, "_");
}

/** Those that a disk cannot be told apart from, by path; `oneId`: not even by their serial numbers. */
export interface Twins {
  paths: string[];
  oneId: boolean;
}

export const NO_TWINS: Twins = { paths: [], oneId: false };

/**
 * For each disk those that it cannot be told apart from: disks with one id, and disks of this
 * site whose markers claim the same pool, as when a disk of another machine was put in. Which of them the
 * guests were written to is not ours to guess. A copy of our disk is no twin: its marker names the other one.
 */
export function findTwins(disks: readonly DiskFacts[], site: string): Map<DiskFacts, Twins> {
  const twins = new Map<DiskFacts, Twins>();
  for (const [claims, oneId] of [[idClaim, true], [(disk: DiskFacts) => poolClaim(disk, site), false]] as const) {
    const groups = new Map<string, DiskFacts[]>();
    for (const disk of disks) {
      const claim = claims(disk);
      if (claim !== null) groups.set(claim, [...(groups.get(claim) ?? []), disk]);
    }
    for (const group of groups.values()) {
      if (group.length < 2 || isOneMirror(group)) continue;
      for (const disk of group) {
        const { paths, oneId: known } = twins.get(disk) ?? NO_TWINS;
        const others = group.filter((other) => other !== disk).map(({ path }) => path);
        twins.set(disk, { paths: [...new Set([...paths, ...others])].sort(), oneId: known || oneId });
      }
    }
  }
  for (const disk of disks) {
    // Known by its serial number alone: where another disk has the same one, it proves nothing.
    const alike = formerName(disk) === null || disk.serial === null ? [] : disks.filter((other) => other !== disk && other.serial === disk.serial);
    if (alike.length > 0) twins.set(disk, { paths: [...new Set([...(twins.get(disk)?.paths ?? []), ...alike.map(({ path }) => path)])].sort(), oneId: true });
  }
  return twins;
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
  return marker.state === "good" && marker.marker.site === site && isMarkedFor(disk, marker.marker) ? marker.marker.pool : null;
}
