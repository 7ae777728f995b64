import type { DiskFacts } from "../../model/facts.ts";
import type { DiskReason, DiskRemedy, Evidence } from "../../model/plan.ts";
import { minorOf } from "../cluster/names.ts";
import { errorEvidence, judgeReading } from "./blank.ts";
import { hasIdentity, stablePath, type Twins } from "./identity.ts";
import { decideDisk, SMALLEST_BYTES } from "./verdict.ts";

/** What becomes of the wish to give a disk away. */
export type FreeDecision =
  | { kind: "refuse"; reason: DiskReason; evidence: Evidence[]; remedy: DiskRemedy }
  /** There is nothing to do: it is blank, or was freed before. */
  | { kind: "nothing"; reason: "blank" | "freed" }
  /** `answer`: what a person has to type. A disk that carries a pool of guests wants the pool's name behind the number. */
  | { kind: "ask"; number: "serial" | "wwn"; answer: string; pool: { name: string; site: string } | null };

/** What stands on a disk, and not in its way: this is what a person may give away. */
const GIVEN_AWAY: ReadonlySet<DiskReason> = new Set(["signature", "partition-table", "children", "not-zero", "blank", "unproved"]);

/** The resource whose side is all that holds a disk, which is that side by its marker; null where there is none. Pure. */
export function sideThatHolds({ marker, holders }: Pick<DiskFacts, "marker" | "holders">): string | null {
  const resource = marker.state === "good" ? marker.marker.pair?.resource : undefined;
  return resource !== undefined && holders.length === 1 && holders[0] === `drbd${String(minorOf(resource))}` ? resource : null;
}

/**
 * May `ramvisor disk free` clear this disk? Pure. The table of the planner decides, markers left out: whatever it refuses
 * for the disk's use or kind is refused here too, what it refuses for the disk's content may go. `others`: the machine's
 * disks. Two disks that claim one pool can be told apart by their serial numbers; two disks of one id cannot. `apart`: resources
 * that are up here and connected to nobody. Where nothing but that holds the disk, it is not in use.
 */
export function decideFree(given: DiskFacts, others: readonly DiskFacts[], site: string, apart: ReadonlySet<string> = new Set()): FreeDecision {
  const disk = apart.has(sideThatHolds(given) ?? "") ? { ...given, holders: [] } : given;
  const twins: Twins = { paths: others.filter((other) => other !== given && other.id === disk.id && hasIdentity(disk)).map(({ path }) => path), oneId: true };
  const asItIs = decideDisk(disk, { site, blank: null }, twins);
  if (asItIs.reason === "blank" || asItIs.reason === "freed") return { kind: "nothing", reason: asItIs.reason };

  const unmarked: DiskFacts = { ...disk, marker: { state: "none" } };
  const bare = decideDisk(unmarked, { site, blank: null }, twins);
  const reading = judgeReading(unmarked);
  // Without a marker it was looked at: where its ends were not read, they cannot be cleared either.
  const unread = bare.reason === "unproved" && disk.marker.state === "none" && reading.says === "unproved" && !reading.ends;
  if (!GIVEN_AWAY.has(bare.reason) || unread) {
    return refuse(bare.reason, bare.evidence, bare.remedy ?? { kind: "unplug-or-ignore" });
  }
  // The table ends at the first row that holds: these rows stand behind those for the content.
  if (disk.errors.length > 0) return refuse("unreadable", disk.errors.map(errorEvidence), { kind: "check-cable" });
  if (disk.sizeBytes < SMALLEST_BYTES) return refuse("too-small", [], { kind: "unplug-or-ignore" });
  const number = disk.serial ? "serial" : "wwn";
  const typed = disk.serial || disk.wwn;
  if (!hasIdentity(disk) || !typed) return refuse("no-identity", [], { kind: "give-serial" });
  const pool = disk.marker.state === "good" ? { name: disk.marker.marker.pool, site: disk.marker.marker.site } : null;
  return { kind: "ask", number, answer: pool === null ? typed : `${typed} ${pool.name}`, pool };
}

function refuse(reason: DiskReason, evidence: Evidence[], remedy: DiskRemedy): FreeDecision & { kind: "refuse" } {
  return { kind: "refuse", reason, evidence, remedy };
}

/** The disk that a person named: by its id, its stable path or its kernel path; `target`: where a link of that name leads. */
export function findNamed(disks: readonly DiskFacts[], name: string, target: string | null): DiskFacts | null {
  const known = disks.find((disk) => name === disk.id || name === stablePath(disk) || name === disk.path);
  return known ?? disks.find(({ path }) => path === target) ?? null;
}
