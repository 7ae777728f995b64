import * as v from "valibot";
import { CHECKS } from "../model/report.ts";
import { clusterSchema, outcomeSchema, problemSchema } from "./plan.ts";

/** Version of the document in /run/ramvisor/report.json, and of `ramvisor status --format json` (contract). */
export const REPORT_SCHEMA = "ramvisor.report/1";

const seconds = v.pipe(v.number(), v.minValue(0));
const bytes = v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0)));

export const reportSchema = v.object({
  schema: v.literal(REPORT_SCHEMA),
  outcome: outcomeSchema,
  ready: v.boolean(),
  /** From the kernel's start; null until ready. */
  readySeconds: v.nullable(seconds),
  /** `libvirt.no-answer`, `nic.no-match`, `token.error` … */
  reason: v.nullable(v.string()),
  /** Seconds each, in the order of the start. */
  stages: v.object({
    kernel: v.optional(seconds), initramfs: v.optional(seconds), agent: v.optional(seconds), systemd: v.optional(seconds),
    network: v.optional(seconds), disks: v.optional(seconds), libvirt: v.optional(seconds), ready: v.optional(seconds),
  }),
  checks: v.array(v.object({ name: v.picklist(CHECKS), ok: v.boolean(), detail: v.string(), code: v.string(), advisory: v.boolean() })),
  memoryUsedBytes: bytes,
  pools: v.array(v.object({ name: v.string(), path: v.string(), active: v.boolean(), sizeBytes: bytes, freeBytes: bytes,
    /** Null where the pool lies on one disk by itself. */
    mirror: v.nullable(v.object({ state: v.picklist(["clean", "resync", "rebuild", "degraded"]), percent: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100))) })) })),
  cluster: clusterSchema,
  problems: v.array(problemSchema),
  steps: v.array(v.object({
    action: v.string(),
    phase: v.picklist(["early", "disks", "pair"]),
    result: v.picklist(["changed", "unchanged", "failed", "skipped"]),
    seconds,
    error: v.nullable(v.string()),
  })),
});

/** How a start went, as JSON. */
export type ReportDocument = v.InferOutput<typeof reportSchema>;
