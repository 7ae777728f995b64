import * as v from "valibot";
import { FACTS_SCHEMA, type DiskMarker, type Facts, type FreeMarker } from "../model/facts.ts";
import { SITE_ID } from "../cmdline/names.ts";
import { cause } from "./lookFailure.ts";

/** Byte counts and offsets: whole, not negative, exact as a JavaScript number (2^53 - 1 bytes is 8 PiB). */
const bytes = v.pipe(v.number(), v.integer("expected a whole number"), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));
const count = v.pipe(v.number(), v.integer("expected a whole number"), v.minValue(0));
const mac = v.pipe(v.string(), v.regex(/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/, "expected a hardware address in lower case with colons"));
const nonEmpty = v.pipe(v.string(), v.nonEmpty("expected a text that is not empty"));
/** dev(5) names hold no white space; a path that does would tear the sentences it is put into. */
const devPath = v.pipe(v.string(), v.regex(/^\/dev\/[!-~]+$/, "expected a path under /dev"));
const uuid = v.pipe(v.string(), v.regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, "expected a UUID in lower case"));
const siteId = v.pipe(v.string(), v.regex(SITE_ID, "expected 1 to 32 characters of a-z, 0-9 and -"));

const unread = v.object({ what: v.string(), why: v.string(), cause });

const nic = v.object({
  kernelName: nonEmpty,
  mac: v.nullable(mac),
  permanentMac: v.nullable(mac),
  driver: v.nullable(v.string()),
  bus: v.nullable(v.string()),
  busAddress: v.nullable(v.string()),
  carrier: v.nullable(v.boolean()),
  up: v.nullable(v.boolean()),
  speedMbps: v.nullable(count),
  physical: v.boolean(),
  master: v.nullable(v.string()),
});

const signature = v.object({
  source: v.picklist(["blkid", "wipefs", "gpt", "mbr"]),
  type: nonEmpty,
  offset: v.nullable(bytes),
});

const scan = v.object({
  what: v.picklist(["head", "tail", "samples"]),
  fromByte: bytes,
  toByte: bytes,
  readBytes: bytes,
  firstNonZero: v.nullable(bytes),
  error: v.nullable(v.string()),
  cause,
});

const slot = v.picklist([0, 1]);

/** The md superblock of a mirror member (src/raid/superblock.ts). */
const raidMember = v.object({
  uuid,
  events: bytes,
  slot: v.nullable(count),
  active: v.array(count),
  number: v.exactOptional(count),
  holders: v.exactOptional(v.array(v.nullable(count))),
  level: v.pipe(v.number(), v.integer("expected a whole number")),
  raidDisks: count,
  rebuilding: v.boolean(),
  updated: v.string(),
});

const RESOURCE = /^r(?:0|[1-9]\d{0,2})$/;
const generation = v.pipe(v.string(), v.regex(/^[0-9A-F]{16}$/, "expected 16 hex digits"));
/** DRBD's metadata on one side of a pair (src/raid/drbdMeta.ts). */
const drbdMeta = v.object({ current: generation, bitmap: generation, history: v.array(generation), consistent: v.boolean(), upToDate: v.boolean(), primary: v.boolean(), crashed: v.exactOptional(v.boolean()) });

/** The JSON inside a disk marker of format 1 (src/marker). */
export const diskMarkerSchema = v.object({
  format: v.pipe(v.number(), v.integer("expected a whole number"), v.minValue(1)),
  site: siteId,
  disk: nonEmpty,
  sizeBytes: bytes,
  role: v.picklist(["pool", "mirror", "pair"]),
  pool: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,31}$/, "expected a pool name of a-z, 0-9 and -")),
  state: v.picklist(["claiming", "ready"]),
  partitionUuid: uuid,
  filesystemUuid: uuid,
  mirror: v.exactOptional(v.object({ array: uuid, slot, partitionBytes: bytes })),
  pair: v.exactOptional(v.object({ resource: v.pipe(v.string(), v.regex(RESOURCE, "expected a resource name")), uuid, side: slot, dataBytes: bytes, partitionBytes: bytes, formed: v.exactOptional(v.boolean()), linked: v.exactOptional(v.boolean()), peer: v.exactOptional(nonEmpty) })),
});

/** The JSON inside a marker of format 1 that `ramvisor disk free` wrote. */
export const freeMarkerSchema = v.object({
  format: v.pipe(v.number(), v.integer("expected a whole number"), v.minValue(1)),
  role: v.literal("free"),
  state: v.picklist(["freeing", "free"]),
  disk: nonEmpty,
  serial: v.nullable(v.string()),
  sizeBytes: bytes,
  pair: v.exactOptional(uuid),
});

const markerRead = v.variant("state", [
  v.object({ state: v.literal("none") }),
  v.object({ state: v.literal("good"), marker: diskMarkerSchema }),
  v.object({ state: v.literal("free"), marker: freeMarkerSchema }),
  v.object({ state: v.literal("newer"), format: count }),
  v.object({ state: v.literal("damaged"), why: v.string(), cause }),
]);

const disk = v.object({
  path: devPath,
  id: nonEmpty,
  serial: v.nullable(v.string()),
  wwn: v.nullable(v.string()),
  model: v.nullable(v.string()),
  sizeBytes: bytes,
  logicalBlockBytes: count,
  removable: v.boolean(),
  readOnly: v.boolean(),
  transport: v.nullable(v.string()),
  rotational: v.nullable(v.boolean()),
  diskSeq: v.nullable(count),
  bootMedium: v.boolean(),
  children: v.array(v.string()),
  holders: v.array(v.string()),
  mounts: v.array(v.string()),
  swap: v.boolean(),
  multipath: v.boolean(),
  signatures: v.array(signature),
  scans: v.array(scan),
  marker: markerRead,
  raid: v.exactOptional(v.nullable(raidMember)),
  drbd: v.exactOptional(v.nullable(drbdMeta)),
  unreadable: v.exactOptional(v.literal(true)),
  errors: v.array(unread),
});

/**
 * The facts document `ramvisor.facts/1`. Fields that it does not name are dropped, not refused: a later
 * Ramvisor may add some under the same schema name. Every named field must be there.
 */
export const factsSchema = v.object({
  schema: v.literal(FACTS_SCHEMA),
  version: v.string(),
  nics: v.array(nic),
  disks: v.array(disk),
  memoryBytes: v.nullable(bytes),
  cpu: v.object({
    model: v.nullable(v.string()),
    cores: v.nullable(count),
    threads: v.nullable(count),
    virtualization: v.nullable(v.picklist(["vmx", "svm"])),
  }),
  machine: v.object({ maker: v.nullable(v.string()), model: v.nullable(v.string()) }),
  firmware: v.picklist(["bios", "uefi"]),
  kernel: v.nullable(v.string()),
  bootMedium: v.nullable(devPath),
  overlay: v.object({
    authorizedKeys: v.boolean(),
    shadow: v.boolean(),
    hostKeys: v.boolean(),
    tls: v.boolean(),
    pairSecret: v.boolean(),
    siteId: v.nullable(siteId),
  }),
  unread: v.array(unread),
  claims: v.exactOptional(v.boolean()),
});

/** Compiles only while schema and model name the same shape, in both directions. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Flat<T> = T extends object ? { [K in keyof T]: Flat<T[K]> } : T;
true satisfies Same<Flat<v.InferOutput<typeof factsSchema>>, Flat<Facts>>;
true satisfies Same<Flat<v.InferOutput<typeof diskMarkerSchema>>, Flat<DiskMarker>>;
true satisfies Same<Flat<v.InferOutput<typeof freeMarkerSchema>>, Flat<FreeMarker>>;

export type ParsedFacts = { ok: true; facts: Facts } | { ok: false; sentence: string };

/** `disks[0].sizeBytes`: the place of an issue in the document. */
function placeOf(issue: { path?: readonly { key?: unknown }[] | undefined }): string {
  return (issue.path ?? []).reduce((place, { key }) => (typeof key === "number" ? `${place}[${key}]` : place === "" ? String(key) : `${place}.${String(key)}`), "");
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** At most 60 characters of a foreign value. */
function quoted(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/**
 * Reads a facts document given by a person (`--facts`) or a peer. Never throws: what does not fit comes back
 * as one English sentence that names the place, without the file's name, which the caller knows.
 */
export function parseFacts(text: string): ParsedFacts {
  const parsed = read(text);
  return parsed.ok ? parsed : { ok: false, sentence: parsed.sentence.replaceAll(/\s+/g, " ").replaceAll(/\p{Cc}/gu, "?") };
}

function read(text: string): ParsedFacts {
  let document: unknown;
  try {
    document = JSON.parse(text.startsWith("\ufeff") ? text.slice(1) : text);
  } catch (error) {
    const why = text.trim() === "" ? "it is empty" : error instanceof Error ? error.message : "unknown reason";
    return { ok: false, sentence: `This is not a JSON document: ${why}.` };
  }
  if (!isRecord(document)) {
    return { ok: false, sentence: `This is not a facts document: expected a JSON object, found ${Array.isArray(document) ? "an array" : quoted(document)}.` };
  }
  if (document["schema"] !== FACTS_SCHEMA) {
    const found = document["schema"] === undefined ? "it names no schema" : `its schema is ${quoted(document["schema"])}`;
    return { ok: false, sentence: `This is not a facts document that this Ramvisor reads: ${found}, expected "${FACTS_SCHEMA}".` };
  }
  const result = v.safeParse(factsSchema, document);
  if (result.success) return { ok: true, facts: result.output };
  const issue = result.issues[0];
  const more = result.issues.length > 1 ? ` (and ${result.issues.length - 1} more)` : "";
  const missing = issue.received === "undefined";
  return { ok: false, sentence: `The facts document is not valid: ${placeOf(issue)} ${missing ? "is missing" : `is ${quoted(issue.input)}, ${messageOf(issue)}`}${more}.` };
}

/** valibot's own messages read `Invalid type: Expected number but received "x"`: keep what was expected. */
function messageOf(issue: { message: string; expected: string | null }): string {
  if (!issue.message.startsWith("Invalid ")) return issue.message;
  return `expected ${issue.expected ?? "another value"}`;
}
