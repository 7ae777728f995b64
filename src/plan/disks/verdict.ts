import { MARKER_OFFSET } from "../../marker/index.ts";
import type { DiskFacts, FreeMarker } from "../../model/facts.ts";
import type { DiskReason, DiskRemedy, Evidence, PlannedDisk } from "../../model/plan.ts";
import { errorEvidence, judgeReading } from "./blank.ts";
import { formerName, hasIdentity, isMarkedFor, NO_TWINS, stablePath, type Twins } from "./identity.ts";

/** The newest marker format that this Ramvisor understands. */
const KNOWN_FORMAT = 1;
/** Smaller than this, metadata's room would leave next to nothing for guests. */
export const SMALLEST_BYTES = 256 * 1_048_576;

const IGNORE = { kind: "unplug-or-ignore" } as const;

/** What is wished for all disks of this start, before any of them is looked at. */
export interface DiskWish {
  site: string;
  /** Why nothing is claimed in this start; null where blank disks may be. */
  blank: "disks-none" | "rescue" | "unconfigured" | "token-error" | "waits-for-peer" | null;
}

export type DiskDecision = Pick<PlannedDisk, "verdict" | "reason" | "evidence" | "remedy">;

/**
 * The decision table of the design ("Disks: the decision"), row by row, top to bottom: the first row that holds
 * decides. Pure. Only the last row claims, and a disk gets there only by passing all the others.
 * `twins`: the disks that this one cannot be told apart from. Where their ids differ a person can, and may give one of them up.
 */
export function decideDisk(disk: DiskFacts, wish: DiskWish, twins: Twins = NO_TWINS): DiskDecision {
  if (twins.paths.length > 0) return refuse("twin-identity", [...names(twins.paths), ...markerEvidence(disk)], { ...IGNORE, ...(twins.oneId ? {} : mayGiveUp(disk)) });
  return byMarker(disk, wish) ?? byUse(disk) ?? byContent(disk, wish);
}

/** What it says of itself; null where it has no marker, or a *free* one that holds. */
function byMarker(disk: DiskFacts, wish: DiskWish): DiskDecision | null {
  const { marker } = disk;
  const noTouch = wish.blank === "rescue" || wish.blank === "unconfigured" ? wish.blank : null;
  const giveUp = mayGiveUp(disk);
  const place = (format: number | null): Evidence[] => [{ kind: "marker-place", offset: MARKER_OFFSET, format }];
  switch (marker.state) {
    case "good": {
      const evidence = markerEvidence(disk);
      if (marker.marker.format > KNOWN_FORMAT) return refuse("newer-format", evidence, { kind: "newer-medium", ...giveUp });
      if (marker.marker.site !== wish.site) return refuse("other-site", evidence, { kind: "set-site", site: marker.marker.site, ...giveUp });
      if (!isMarkedFor(disk, marker.marker)) return refuse("moved-marker", [...evidence, ...names([marker.marker.disk])], { ...IGNORE, ...giveUp });
      if (marker.marker.sizeBytes > disk.sizeBytes) return refuse("resized", [...evidence, ...names([String(marker.marker.sizeBytes)])], { kind: "restore-size", ...giveUp });
      // Unfinished on a disk that has grown since: the new part was never proved blank.
      if (marker.marker.state === "claiming" && marker.marker.sizeBytes !== disk.sizeBytes) return refuse("resized", [...evidence, ...names([String(marker.marker.sizeBytes)])], wipe(disk));
      if (noTouch !== null) return leave(noTouch, evidence);
      if (marker.marker.state === "ready") return { verdict: "own", reason: "own", evidence, remedy: null };
      // Finishing a claim makes a file system: that needs the same leave as a new claim.
      return wish.blank === null || wish.blank === "waits-for-peer" ? { verdict: "own", reason: "unfinished", evidence, remedy: null } : leave(wish.blank, evidence);
    }
    case "newer": return refuse("newer-format", place(marker.format), { kind: "newer-medium", ...giveUp });
    case "damaged": return refuse("damaged-marker", [...place(null), errorEvidence({ ...marker, what: disk.path })], { kind: "check-cable", ...giveUp });
    case "free":
      if (!namesThisDisk(marker.marker, disk)) return refuse("moved-marker", [...place(null), ...names([marker.marker.disk])], wipe(disk));
      return marker.marker.state === "freeing" ? refuse("unfinished-free", place(null), wipe(disk)) : null;
    case "none": return null;
  }
}

/** What it is used for; null where nothing is in the way. */
function byUse(disk: DiskFacts): DiskDecision | null {
  const release: DiskRemedy = { kind: "release", mounts: disk.mounts, holders: disk.holders, swap: disk.swap };
  if (disk.bootMedium) return refuse("boot-medium", [], IGNORE);
  if (disk.removable) return refuse("removable", [], IGNORE);
  if (disk.transport === "usb") return refuse("usb", [], IGNORE);
  if (disk.readOnly) return refuse("read-only", [], IGNORE);
  if (disk.mounts.length > 0) return refuse("mounted", names(disk.mounts), disk.mounts.includes("/") ? { kind: "own-system" } : release);
  if (disk.multipath) return refuse("multipath", disk.holders.length > 0 ? names(disk.holders) : [], IGNORE);
  if (disk.holders.length > 0) return refuse("held", names(disk.holders), release);
  if (disk.swap) return refuse("swap", [], release);
  // The kernel alone knows of some who hold it (open(2), O_EXCL): a mount in another namespace, another program.
  const busy = disk.errors.filter(({ why }) => why.startsWith("EBUSY"));
  return busy.length > 0 ? refuse("held", busy.map(errorEvidence), release) : null;
}

/** What is on it, what it is fit for, and, where it is blank or was freed, what is wished. */
function byContent(disk: DiskFacts, wish: DiskWish): DiskDecision {
  const signatures = disk.signatures.map(({ source, type, offset }): Evidence => ({ kind: "signature", source, type, offset }));
  if (disk.signatures.some(isPartitionTable)) return refuse("partition-table", signatures, wipe(disk));
  if (signatures.length > 0) return refuse("signature", signatures, wipe(disk));
  if (disk.children.length > 0) return refuse("children", names(disk.children), wipe(disk));
  const reading = judgeReading(disk);
  if (reading.says === "not-zero") return refuse("not-zero", reading.evidence, wipe(disk));
  if (reading.says === "unreadable") return refuse("unreadable", reading.evidence, { kind: "check-cable" });
  // A disk too slow for its samples stays so; given up, it is claimed by its ends alone. Where they were not read either, no command helps.
  if (reading.says === "unproved") return refuse("unproved", reading.evidence, { kind: "check-cable", ...(reading.ends ? mayGiveUp(disk) : {}) });

  if (disk.sizeBytes < SMALLEST_BYTES) return refuse("too-small", reading.evidence, IGNORE);
  if (!hasIdentity(disk)) return refuse("no-identity", reading.evidence, { kind: "give-serial" });

  const freed = disk.marker.state === "free";
  const evidence: Evidence[] = freed ? [...reading.evidence, { kind: "free-marker", offset: MARKER_OFFSET }] : reading.evidence;
  switch (wish.blank) {
    case "disks-none": return { ...leave("disks-none", evidence), remedy: { kind: "set-disks", mode: "auto" } };
    case "waits-for-peer": return { verdict: "wait", reason: "waits-for-peer", evidence, remedy: null };
    case null: return freed ? { verdict: "claim", reason: "freed", evidence, remedy: null } : { verdict: "claim", reason: "blank", evidence, remedy: null };
    default: return leave(wish.blank, evidence);
  }
}

/** Beside the remedy that keeps what is on the disk: the way to give it up, where `ramvisor disk free` takes the disk. */
function mayGiveUp(disk: DiskFacts): { giveUp?: string } {
  return byUse(disk) === null && disk.errors.length === 0 ? { giveUp: stablePath(disk) } : {};
}

function wipe(disk: DiskFacts): DiskRemedy {
  return { kind: "wipe", path: stablePath(disk) };
}

function names(list: readonly string[]): Evidence[] {
  return [{ kind: "names", names: [...list] }];
}

/** A free marker is worth nothing on another disk: it may have come there with a copied image. */
function namesThisDisk(marker: FreeMarker, disk: DiskFacts): boolean {
  return marker.disk === disk.id && marker.serial === disk.serial && marker.sizeBytes === disk.sizeBytes;
}

function refuse(reason: DiskReason, evidence: Evidence[], remedy: DiskRemedy): DiskDecision {
  return { verdict: "refuse", reason, evidence, remedy };
}

function leave(reason: "disks-none" | "rescue" | "unconfigured" | "token-error", evidence: Evidence[]): DiskDecision {
  return { verdict: "leave", reason, evidence, remedy: reason === "token-error" ? { kind: "fix-token" } : null };
}

function isPartitionTable({ source, type }: DiskFacts["signatures"][number]): boolean {
  return source === "gpt" || source === "mbr" || type === "gpt" || type === "dos" || type === "PMBR";
}

/** What a marker that can be read says; empty where there is none. */
export function markerEvidence(disk: DiskFacts): Evidence[] {
  const { marker } = disk;
  const former = formerName(disk);
  return marker.state === "good" ? [{ kind: "marker", offset: MARKER_OFFSET, site: marker.marker.site, pool: marker.marker.pool, format: marker.marker.format, ...(former === null ? {} : { disk: former }) }] : [];
}
