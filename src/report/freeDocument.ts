import type { DiskFacts } from "../model/facts.ts";
import type { PlannedDisk } from "../model/plan.ts";
import type { Lang } from "../model/token.ts";
import { stablePath } from "../plan/disks/identity.ts";
import { DISK_FREE_SCHEMA, type DiskFreeDocument } from "../schema/diskFree.ts";
import { diskEvidence } from "./advice.ts";
import { allEvidence } from "./freeText.ts";

/** What came of it. */
export type FreeResult = Pick<DiskFreeDocument, "result" | "message"> & Partial<Pick<DiskFreeDocument, "reason" | "cause" | "remedy" | "claim">>;

/** The outcome of `ramvisor disk free` as a document (`ramvisor.disk-free/1`). Sentences are in `lang`, codes the same in every language. */
export function freeDocument(disk: DiskFacts, planned: PlannedDisk, { result, message, reason = null, cause = null, remedy = null, claim = null }: FreeResult, lang: Lang): DiskFreeDocument {
  const { path, id, serial, wwn, model, sizeBytes, children, mounts, holders, marker } = disk;
  return {
    schema: DISK_FREE_SCHEMA,
    disk: { path, id, stablePath: stablePath(disk), serial, wwn, model, sizeBytes },
    found: {
      verdict: planned.verdict, reason: planned.reason, evidence: diskEvidence({ ...planned, evidence: allEvidence(disk, planned) }, lang), children, mounts, holders,
      marker: marker.state === "good" ? { site: marker.marker.site, pool: marker.marker.pool } : null,
    },
    result, reason, cause, message, remedy, claim,
  };
}
