import type { DiskFacts, DiskScan } from "../../model/facts.ts";
import type { Evidence } from "../../model/plan.ts";

const MIB = 1_048_576;
/** How much of each end must have been read. */
export const END_BYTES = 64 * MIB;

/** What the agent's own reading says: data, an error, not enough read, or every byte zero. */
export type Reading =
  | { says: "not-zero"; evidence: Evidence[] }
  | { says: "unreadable"; evidence: Evidence[] }
  | { says: "unproved"; evidence: Evidence[] }
  | { says: "zero"; evidence: Evidence[] };

/**
 * Judges the scans of a disk. `zero` only where the first and the last 64 MiB (all of a smaller disk) were read
 * whole and without error, and no scan found anything: a scan that is missing or short proves nothing.
 * A disk with a free marker was given away with what lies between its ends: samples are not counted there.
 */
export function judgeReading(disk: DiskFacts): Reading {
  const scans = disk.marker.state === "free" ? disk.scans.filter(({ what }) => what !== "samples") : disk.scans;
  const offsets = scans.flatMap(({ firstNonZero }) => (firstNonZero === null ? [] : [firstNonZero]));
  if (offsets.length > 0) return { says: "not-zero", evidence: [{ kind: "not-zero", offset: Math.min(...offsets) }] };

  const errors: Evidence[] = disk.errors.map(({ what, why }) => ({ kind: "error", what, why }));
  for (const { what, error } of scans) if (error !== null) errors.push({ kind: "error", what: `${disk.path} (${what})`, why: error });
  if (errors.length > 0) return { says: "unreadable", evidence: errors };

  const length = Math.min(END_BYTES, disk.sizeBytes);
  const head = scans.find((scan) => scan.what === "head" && scan.fromByte === 0 && scan.toByte >= length && isWhole(scan));
  const tail = scans.find((scan) => scan.what === "tail" && scan.toByte === disk.sizeBytes && scan.fromByte <= disk.sizeBytes - length && isWhole(scan));
  const zero: Evidence[] = scans.filter(isWhole).map(({ what, readBytes }) => ({ kind: "scan-zero", what, bytes: readBytes }));
  return head === undefined || tail === undefined ? { says: "unproved", evidence: zero } : { says: "zero", evidence: [...zero, { kind: "no-signature" }] };
}

function isWhole({ what, fromByte, toByte, readBytes }: DiskScan): boolean {
  return what === "samples" || readBytes === toByte - fromByte;
}
