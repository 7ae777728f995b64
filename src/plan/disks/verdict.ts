import { MARKER_OFFSET } from "../../marker/index.ts";
import type { DiskFacts, FreeMarker } from "../../model/facts.ts";
import type { DiskReason, DiskRemedy, Evidence, PlannedDisk } from "../../model/plan.ts";
import { judgeReading } from "./blank.ts";
import { hasIdentity, stablePath } from "./identity.ts";

/** The newest marker format that this Ramvisor understands. */
const KNOWN_FORMAT = 1;
/** Smaller than this, metadata's room would leave next to nothing for guests. */
export const SMALLEST_BYTES = 256 * 1_048_576;

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
 * `twins`: paths of the disks that this one cannot be told apart from.
 */
export function decideDisk(disk: DiskFacts, wish: DiskWish, twins: readonly string[]): DiskDecision {
  const { marker } = disk;
  const noTouch = wish.blank === "rescue" || wish.blank === "unconfigured" ? wish.blank : null;
  const names = (list: readonly string[]): Evidence[] => [{ kind: "names", names: [...list] }];
  const wipe: DiskRemedy = { kind: "wipe", path: stablePath(disk) };
  const ignore: DiskRemedy = { kind: "unplug-or-ignore" };
  const release: DiskRemedy = { kind: "release", mounts: disk.mounts, holders: disk.holders, swap: disk.swap };

  // What it says of itself.
  if (twins.length > 0) return refuse("twin-identity", [...names(twins), ...markerEvidence(disk)], ignore);
  switch (marker.state) {
    case "good": {
      const evidence = markerEvidence(disk);
      if (marker.marker.format > KNOWN_FORMAT) return refuse("newer-format", evidence, { kind: "newer-medium" });
      if (marker.marker.site !== wish.site) return refuse("other-site", evidence, { kind: "set-site", site: marker.marker.site });
      if (marker.marker.disk !== disk.id) return refuse("moved-marker", [...evidence, ...names([marker.marker.disk])], ignore);
      if (marker.marker.sizeBytes > disk.sizeBytes) return refuse("moved-marker", evidence, ignore);
      // Unfinished on a disk that has grown since: the new part was never proved blank.
      if (marker.marker.state === "claiming" && marker.marker.sizeBytes !== disk.sizeBytes) return refuse("moved-marker", evidence, wipe);
      if (noTouch !== null) return leave(noTouch, evidence);
      if (marker.marker.state === "ready") return { verdict: "own", reason: "own", evidence, remedy: null };
      // Finishing a claim makes a file system: that needs the same leave as a new claim.
      return wish.blank === null || wish.blank === "waits-for-peer" ? { verdict: "own", reason: "unfinished", evidence, remedy: null } : leave(wish.blank, evidence);
    }
    case "newer": return refuse("newer-format", [], { kind: "newer-medium" });
    case "damaged": return refuse("damaged-marker", [{ kind: "error", what: disk.path, why: marker.why }], { kind: "check-cable" });
    case "free":
      if (!namesThisDisk(marker.marker, disk)) return refuse("moved-marker", names([marker.marker.disk]), wipe);
      if (marker.marker.state === "freeing") return refuse("unfinished-free", [], wipe);
      break;
    case "none": break;
  }

  // What it is used for.
  if (disk.bootMedium) return refuse("boot-medium", [], ignore);
  if (disk.removable) return refuse("removable", [], ignore);
  if (disk.transport === "usb") return refuse("usb", [], ignore);
  if (disk.readOnly) return refuse("read-only", [], ignore);
  if (disk.mounts.length > 0) return refuse("mounted", names(disk.mounts), release);
  if (disk.multipath) return refuse("multipath", disk.holders.length > 0 ? names(disk.holders) : [], ignore);
  if (disk.holders.length > 0) return refuse("held", names(disk.holders), release);
  if (disk.swap) return refuse("swap", [], release);

  // What is on it.
  const signatures = disk.signatures.map(({ source, type, offset }): Evidence => ({ kind: "signature", source, type, offset }));
  if (disk.signatures.some(isPartitionTable)) return refuse("partition-table", signatures, wipe);
  if (signatures.length > 0) return refuse("signature", signatures, wipe);
  if (disk.children.length > 0) return refuse("children", names(disk.children), wipe);
  const reading = judgeReading(disk);
  if (reading.says === "not-zero") return refuse("not-zero", reading.evidence, wipe);
  if (reading.says === "unreadable") return refuse("unreadable", reading.evidence, { kind: "check-cable" });
  if (reading.says === "unproved") return refuse("unproved", reading.evidence, { kind: "check-cable" });

  // What it is fit for.
  if (disk.sizeBytes < SMALLEST_BYTES) return refuse("too-small", reading.evidence, ignore);
  if (!hasIdentity(disk)) return refuse("no-identity", reading.evidence, { kind: "give-serial" });

  // It is blank, or was freed: what is wished.
  const freed = marker.state === "free";
  const evidence: Evidence[] = freed ? [...reading.evidence, { kind: "free-marker", offset: MARKER_OFFSET }] : reading.evidence;
  switch (wish.blank) {
    case "disks-none": return { ...leave("disks-none", evidence), remedy: { kind: "set-disks", mode: "auto" } };
    case "waits-for-peer": return { verdict: "wait", reason: "waits-for-peer", evidence, remedy: null };
    case null: return freed ? { verdict: "claim", reason: "freed", evidence, remedy: null } : { verdict: "claim", reason: "blank", evidence, remedy: null };
    default: return leave(wish.blank, evidence);
  }
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

function markerEvidence({ marker }: DiskFacts): Evidence[] {
  return marker.state === "good" ? [{ kind: "marker", site: marker.marker.site, pool: marker.marker.pool, format: marker.marker.format }] : [];
}
