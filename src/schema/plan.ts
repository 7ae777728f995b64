import * as v from "valibot";
import { LANGS } from "../model/token.ts";

/** Version of the document that `ramvisor --dry-run --format json` prints (contract, "Plan"). */
export const PLAN_SCHEMA = "ramvisor.plan/1";

const text = v.string();
const maybeText = v.nullable(v.string());
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

export const problemSchema = v.object({
  severity: v.picklist(["error", "warning"]),
  code: text,
  token: maybeText,
  message: text,
  hint: maybeText,
  /** Where the token stands in the line, UTF-16 units, end exclusive. */
  span: v.nullable(v.object({ start: count, end: count })),
});

const nicSchema = v.object({
  mac: maybeText,
  kernelName: text,
  verdict: v.picklist(["use", "ignore"]),
  name: maybeText,
  role: v.nullable(v.picklist(["bridge", "bond", "storage", "dhcp"])),
  addresses: v.array(text),
  reason: v.picklist([
    "named", "bond-member", "rescue-dhcp",
    "not-named", "virtual", "duplicate-address", "no-address", "other-node", "token-error",
  ]),
  remedy: maybeText,
  near: maybeText,
  driver: maybeText,
  carrier: v.nullable(v.boolean()),
});

const diskSchema = v.object({
  path: text,
  id: text,
  sizeBytes: count,
  verdict: v.picklist(["claim", "own", "refuse", "leave", "wait"]),
  reason: v.picklist([
    "blank", "freed", "own", "unfinished",
    "other-site", "newer-format", "damaged-marker", "moved-marker", "resized", "unfinished-free",
    "boot-medium", "removable", "usb", "read-only", "mounted", "held", "swap", "multipath",
    "signature", "partition-table", "children", "not-zero", "unreadable", "unproved", "too-small", "no-identity", "twin-identity",
    "disks-none", "rescue", "unconfigured", "token-error", "waits-for-peer",
    "replacement", "mirror-behind",
    "mirror-rest", "mirror-diverged", "mirror-replaced", "mirror-partial", "mirror-unreadable", "mirror-incomplete",
  ]),
  evidence: v.array(text),
  remedy: maybeText,
  pool: maybeText,
  /** Its part in a mirror of two; absent where it has none. */
  mirror: v.exactOptional(v.object({ array: text, slot: count, role: v.picklist(["new", "member", "behind", "joins"]) })),
});

export const clusterSchema = v.nullable(v.object({
  peers: v.array(v.object({ index: count, host: text, addresses: v.array(text) })),
  resources: v.array(v.object({ name: text, disk: text, peerIndex: v.nullable(count), primaryIndex: v.nullable(count), state: v.picklist(["alone", "make", "settle", "join", "resume", "wait", "refuse"]), situation: text })),
}));

export const outcomeSchema = v.picklist(["configured", "degraded", "rescue", "unconfigured"]);

export const planSchema = v.object({
  schema: v.literal(PLAN_SCHEMA),
  outcome: outcomeSchema,
  problems: v.array(problemSchema),
  node: v.object({ index: v.nullable(count), count, host: text, site: text }),
  network: v.object({
    nics: v.array(nicSchema),
    bridge: v.nullable(v.literal("br0")),
    addresses: v.array(text),
    gateways: v.array(text),
    dns: v.array(text),
    ntp: v.array(text),
    vlan: v.nullable(count),
    bond: maybeText,
    dhcp: v.boolean(),
  }),
  locale: v.object({ lang: v.picklist(LANGS), keymap: text, locale: text }),
  disks: v.array(diskSchema),
  cluster: clusterSchema,
  services: v.array(text),
  steps: v.array(v.object({ action: text, summary: text })),
  suggestions: v.array(v.object({ kernelName: text, line: text })),
});

/** The plan as JSON: codes for scripts, sentences for people. */
export type PlanDocument = v.InferOutput<typeof planSchema>;
export type ProblemDocument = v.InferOutput<typeof problemSchema>;
