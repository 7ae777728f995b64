import * as v from "valibot";
import { CHECKS } from "../model/report.ts";
import { PAIR_WORDS, TROUBLES, TRUST_PROBLEMS, TRUST_SOURCES } from "../model/pair.ts";
import { outcomeSchema, problemSchema } from "./plan.ts";

/** Version of the document in /run/ramvisor/report.json, and of `ramvisor status --format json` (contract). */
export const REPORT_SCHEMA = "ramvisor.report/1";

const seconds = v.pipe(v.number(), v.minValue(0));
const bytes = v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0)));

const index = v.pipe(v.number(), v.integer(), v.minValue(0));
const percent = v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100)));
const word = v.nullable(v.string());
/** What changed on one side since the sides are apart: also as a peer says it. */
export const changes = v.nullable(v.array(v.object({ guest: word, what: v.array(v.picklist(["disk", "definition", "file"])), last: v.string() })));

/** `error` or `failure` as data: a code, and the values that its sentence names (src/model/failure.ts); null where only others' words are known. */
export const cause = v.nullable(v.looseObject({ code: v.string() }));

/** The pair as this node sees it; null on a single machine. Roles, connection and disk states are DRBD's words, null where it is not up. */
const clusterSchema = v.nullable(v.object({
  peers: v.array(v.object({
    index, host: v.string(), addresses: v.array(v.string()), heard: v.boolean(),
    /** Why it is not heard. */
    trouble: v.nullable(v.picklist(TROUBLES)), why: word, remedy: word,
    /** The folder with its last report and log. */
    kept: word,
  })),
  resources: v.array(v.object({
    name: v.string(), pool: v.string(), disk: v.string(), peerDisk: word, peerIndex: v.nullable(index), peerHost: word, primaryIndex: v.nullable(index),
    state: v.picklist(PAIR_WORDS),
    /** Row of the decision table, and what to do. */
    situation: v.string(), remedy: word,
    role: word, peerRole: word, connection: word, diskState: word, peerDiskState: word,
    /** Of a synchronisation under way. */
    percent,
    /** Its pool is mounted on this node. */
    mounted: v.boolean(),
    /** Guests on it that were moving when their node died, may run on another one, and are not started. */
    moving: v.array(v.string()),
    /** Why a step of it failed in the last round, in English, and as data. */
    failure: word, cause,
    /** Since when the peer is gone, ISO 8601, UTC; null where it is there, or was never there in this start. */
    goneSince: word,
    /** When the peer was first heard to have data that this side lacks, since they are apart; null where it was not. */
    peerAheadSince: word,
    /** What changed on each side while they were apart; null where they are not, or it is not known. */
    changes: v.nullable(v.object({ own: changes, peer: changes })),
  })),
  trust: v.nullable(v.object({ source: v.picklist(TRUST_SOURCES), problem: v.nullable(v.picklist(TRUST_PROBLEMS)), disks: v.array(v.string()) })),
}));

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
    cause,
  })),
});

/** How a start went, as JSON. */
export type ReportDocument = v.InferOutput<typeof reportSchema>;
