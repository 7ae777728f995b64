import { crc32 } from "node:zlib";
import * as v from "valibot";
import { inEnglish } from "../messages/failures/english.ts";
import type { LookFailure } from "../model/failure.ts";
import type { DiskMarker, FreeMarker, MarkerRead } from "../model/facts.ts";
import { diskMarkerSchema, freeMarkerSchema } from "../schema/facts.ts";

/** Where the marker lies on the whole disk, and how long it is, in bytes. */
export const MARKER_OFFSET = 524_288;
export const MARKER_BYTES = 4096;
/** The format that this Ramvisor writes; it refuses every larger one. */
export const MARKER_FORMAT = 1;

const MAGIC = Buffer.from("RAMVISOR\n", "latin1");
/** Of the magic line's nine bytes, as many must be right for a block to count as a damaged marker of ours. */
const MAGIC_LIKENESS = 6;
const NEWLINE = 0x0a;

/**
 * Encodes a marker as one block of 4096 bytes. Format 1:
 *
 *     RAMVISOR\n              magic line, 9 bytes
 *     {"format":1,…}\n        one line of JSON, UTF-8
 *     1a2b3c4d\n              CRC-32 (zlib) of all bytes before it, 8 lower-case hex digits
 *     zeros                   up to 4096 bytes
 *
 * These four parts, and `format` as a whole number in the JSON, stay the same in every later format, so that
 * an older Ramvisor recognises a newer marker as newer. Same marker, same bytes. `role` tells the two kinds apart:
 * a Ramvisor that knows no `free` takes such a marker for damaged, and refuses.
 *
 * @throws RangeError where the marker does not fit its schema or the block: a bug of the caller.
 */
export function encodeMarker(marker: DiskMarker | FreeMarker): Buffer {
  const checked = v.safeParse(marker.role === "free" ? freeMarkerSchema : diskMarkerSchema, marker);
  if (!checked.success || checked.output.format !== MARKER_FORMAT) {
    throw new RangeError(`not a disk marker of format ${MARKER_FORMAT}: ${checked.success ? `format ${marker.format}` : checked.issues[0].message}`);
  }
  if ((checked.output.role !== "free" && !placeFits(checked.output))) throw new RangeError("the fields mirror and pair stand with their role, and there alone");
  const covered = Buffer.concat([MAGIC, Buffer.from(`${JSON.stringify(checked.output)}\n`, "utf8")]);
  const whole = Buffer.concat([covered, Buffer.from(`${hexCrc(covered)}\n`, "latin1")]);
  if (whole.length > MARKER_BYTES) throw new RangeError(`disk marker of ${whole.length} bytes does not fit into ${MARKER_BYTES}`);
  const block = Buffer.alloc(MARKER_BYTES);
  whole.copy(block);
  return block;
}

/**
 * Reads the 4096 bytes at MARKER_OFFSET. Never throws. `none` where the block is not ours (it may hold anything
 * else: whether it is zero is the head scan's to say); `damaged` where it is or was ours and any byte is wrong.
 */
export function decodeMarker(bytes: Uint8Array): MarkerRead {
  const block = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const alike = MAGIC.reduce((sum, byte, index) => sum + (block[index] === byte ? 1 : 0), 0);
  if (alike < MAGIC_LIKENESS) return { state: "none" };
  if (alike < MAGIC.length) return damaged({ code: "marker-magic" });
  if (block.length !== MARKER_BYTES) return damaged({ code: "marker-length", bytes: block.length, wantedBytes: MARKER_BYTES });

  const jsonEnd = block.indexOf(NEWLINE, MAGIC.length);
  if (jsonEnd < 0 || jsonEnd + 10 > MARKER_BYTES) return damaged({ code: "marker-endless" });
  const covered = block.subarray(0, jsonEnd + 1);
  const crcLine = block.subarray(jsonEnd + 1, jsonEnd + 10);
  if (crcLine.toString("latin1") !== `${hexCrc(covered)}\n`) return damaged({ code: "marker-checksum" });
  if (block.subarray(jsonEnd + 10).some((byte) => byte !== 0)) return damaged({ code: "marker-trailing" });

  let document: unknown;
  try {
    document = JSON.parse(covered.toString("utf8", MAGIC.length));
  } catch {
    return damaged({ code: "marker-no-json" });
  }
  const format = typeof document === "object" && document !== null && "format" in document ? document.format : null;
  if (typeof format === "number" && Number.isSafeInteger(format) && format > MARKER_FORMAT) return { state: "newer", format };
  if (typeof document === "object" && document !== null && "role" in document && document.role === "free") {
    const free = v.safeParse(freeMarkerSchema, document);
    return free.success ? { state: "free", marker: free.output } : misfit(free.issues[0]);
  }
  const marker = v.safeParse(diskMarkerSchema, document);
  if (!marker.success) return misfit(marker.issues[0]);
  return placeFits(marker.output) ? { state: "good", marker: marker.output } : damaged({ code: "marker-role", field: marker.output.role === "pair" || marker.output.pair !== undefined ? "pair" : "mirror" });
}

function misfit(issue: v.BaseIssue<unknown>): MarkerRead {
  const field = v.getDotPath(issue);
  return damaged(field === null ? { code: "marker-none" } : { code: "marker-field", field });
}

function placeFits({ role, mirror, pair }: DiskMarker): boolean {
  return (role === "mirror") === (mirror !== undefined) && (role === "pair") === (pair !== undefined);
}

/** One sector is written whole or not at all; a marker over two of them can be torn by a power cut. */
const SECTOR_BYTES = 512;

/** True where the marker fits into one sector, whatever `formed` becomes; `linked`, which never stands beside it, is no longer. */
export function fitsSector({ pair, ...marker }: DiskMarker): boolean {
  const place = { ...pair, formed: false };
  delete place.linked;
  const longest = { ...marker, ...(pair === undefined ? {} : { pair: place }) };
  return MAGIC.length + Buffer.byteLength(`${JSON.stringify(longest)}\n${"0".repeat(8)}\n`) <= SECTOR_BYTES;
}

function hexCrc(bytes: Uint8Array): string {
  return crc32(bytes).toString(16).padStart(8, "0");
}

function damaged(cause: LookFailure): MarkerRead {
  return { state: "damaged", why: inEnglish(cause), cause };
}
