import type { DiskFacts, DiskScan, Unread } from "../../model/facts.ts";
import type { Evidence } from "../../model/plan.ts";

const MIB = 1_048_576;
/** How much of each end must have been read. */
export const END_BYTES = 64 * MIB;
/** How much of what lies between them must have been read at the least: 256 samples of 4 KiB. */
export const LEAST_SAMPLED_BYTES = 256 * 4096;

/** What the agent's own reading says: data, an error, not enough read, or every byte zero. */
export type Reading =
  | { says: "not-zero"; evidence: Evidence[] }
  | { says: "unreadable"; evidence: Evidence[] }
  /** `ends`: both ends were read whole, and only samples are missing. */
  | { says: "unproved"; ends: boolean; evidence: Evidence[] }
  | { says: "zero"; evidence: Evidence[] };

/**
 * Judges the scans of a disk. `zero` only where the first and the last 64 MiB (all of a smaller disk) were read
 * whole and without error, enough samples between them, and no scan found anything: a scan that is missing or short
 * proves nothing. A disk with a free marker was given away with what lies between its ends: samples are not counted there.
 */
export function judgeReading(disk: DiskFacts): Reading {
  const scans = disk.marker.state === "free" ? disk.scans.filter(({ what }) => what !== "samples") : disk.scans;
  const offsets = scans.flatMap(({ firstNonZero }) => (firstNonZero === null ? [] : [firstNonZero]));
  if (offsets.length > 0) return { says: "not-zero", evidence: [{ kind: "not-zero", offset: Math.min(...offsets) }] };

  const inScans = scans.flatMap(({ what: part, error, cause }): Evidence[] => (error === null ? [] : [{ kind: "error", what: disk.path, part, why: error, ...(cause === undefined ? {} : { cause }) }]));
  // Errors of a scan stand in both lists.
  const others = disk.errors.filter(({ what }) => !scans.some(({ what: part, error }) => error !== null && what === `${disk.path} (${part})`));
  const errors = [...others.map(errorEvidence), ...inScans];
  if (errors.length > 0) return { says: "unreadable", evidence: errors };

  const length = Math.min(END_BYTES, disk.sizeBytes);
  const head = scans.find((scan) => scan.what === "head" && scan.fromByte === 0 && scan.toByte >= length && isWhole(scan));
  const tail = scans.find((scan) => scan.what === "tail" && scan.toByte === disk.sizeBytes && scan.fromByte <= disk.sizeBytes - length && isWhole(scan));
  const between = disk.marker.state === "free" ? 0 : Math.max(0, disk.sizeBytes - 2 * END_BYTES);
  const samples = scans.find((scan) => scan.what === "samples");
  const sampled = (samples?.readBytes ?? 0) >= Math.min(LEAST_SAMPLED_BYTES, Math.floor(between / 4096) * 4096);
  const zero: Evidence[] = scans.filter((scan) => isWhole(scan) && scan.readBytes > 0).map(({ what, readBytes }) => ({ kind: "scan-zero", what, bytes: readBytes }));
  const ends = head !== undefined && tail !== undefined;
  return !ends || !sampled ? { says: "unproved", ends, evidence: zero } : { says: "zero", evidence: [...zero, { kind: "no-signature" }] };
}

/** What could not be read, in the words of the facts and, where the agent worded it, as data. */
export function errorEvidence({ what, why, cause }: Unread): Evidence {
  return { kind: "error", what, why, ...(cause === undefined ? {} : { cause }) };
}

function isWhole({ what, fromByte, toByte, readBytes }: DiskScan): boolean {
  return what === "samples" || readBytes === toByte - fromByte;
}
