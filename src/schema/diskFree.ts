import * as v from "valibot";
import { outcomeSchema, planSchema } from "./plan.ts";
import { cause } from "./report.ts";

/** Version of the document that `ramvisor disk free ID --format json` prints. */
export const DISK_FREE_SCHEMA = "ramvisor.disk-free/1";

const text = v.string();
const maybeText = v.nullable(v.string());
const { verdict, reason } = planSchema.entries.disks.item.entries;

export const diskFreeSchema = v.object({
  schema: v.literal(DISK_FREE_SCHEMA),
  disk: v.object({ path: text, id: text, stablePath: text, serial: maybeText, wwn: maybeText, model: maybeText, sizeBytes: v.number() }),
  /** What was seen before anything was done. */
  found: v.object({
    verdict, reason, evidence: v.array(text), children: v.array(text), mounts: v.array(text), holders: v.array(text),
    marker: v.nullable(v.object({ site: text, pool: text })),
  }),
  /** `freed` alone has written to the disk to the end; `failed` may have cleared a part of it. */
  result: v.picklist(["freed", "already", "refused", "not-confirmed", "failed"]),
  /** The planner's reason behind a refusal. */
  reason: v.nullable(reason),
  /** Why it failed, as in report.json: a code, and values with it. Sentences are in the line's language. */
  cause,
  message: text,
  remedy: maybeText,
  /** What the host made of it at once; null where it was not freed. */
  claim: v.nullable(v.object({ outcome: outcomeSchema, verdict, reason, pool: maybeText, mountedAt: maybeText, error: maybeText, cause })),
});

export type DiskFreeDocument = v.InferOutput<typeof diskFreeSchema>;
