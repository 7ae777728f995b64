import { crc32 } from "node:zlib";
import { MARKER_BYTES, MARKER_OFFSET } from "../marker/index.ts";
import { cleanSecret } from "./keys.ts";

/** Right behind our marker, outside every partition and so outside what is mirrored. Bytes of the whole disk. */
export const SECRET_OFFSET = MARKER_OFFSET + MARKER_BYTES;
export const SECRET_BYTES = 4096;

const MAGIC = "RAMVISOR-PAIR-SECRET 1\n";

/** What is read there: nothing of ours, a secret of a site, or one with a wrong byte (power failed while it was written). */
export type SecretRead = { state: "none" } | { state: "good"; site: string; secret: string; agreed: boolean } | { state: "damaged" };

/**
 * The pair's secret as one block of 4096 bytes: the magic line, one line of JSON (`site`, `secret`, and `agreed` where it was agreed at
 * first contact and no side holds data under it yet), the CRC-32 (zlib, 8 hex digits) of both lines with their ends, zeros. @throws RangeError where it does not fit: a bug of the caller.
 */
export function encodeSecret(site: string, secret: string, agreed = false): Buffer {
  const covered = Buffer.from(`${MAGIC}${JSON.stringify({ site, secret, ...(agreed ? { agreed } : {}) })}\n`, "utf8");
  const whole = Buffer.concat([covered, Buffer.from(`${hexCrc(covered)}\n`, "latin1")]);
  if (cleanSecret(secret) !== secret || whole.length > SECRET_BYTES) throw new RangeError("not a secret that fits its block");
  const block = Buffer.alloc(SECRET_BYTES);
  whole.copy(block);
  return block;
}

/** Reads the block at SECRET_OFFSET. Never throws, and never says what stands there. */
export function decodeSecret(bytes: Uint8Array): SecretRead {
  const block = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (block.toString("latin1", 0, MAGIC.length) !== MAGIC) return { state: "none" };
  const end = block.indexOf("\n", MAGIC.length);
  if (end < 0 || block.toString("latin1", end + 1, end + 10) !== `${hexCrc(block.subarray(0, end + 1))}\n`) return { state: "damaged" };
  try {
    const { site, secret, agreed } = JSON.parse(block.toString("utf8", MAGIC.length, end)) as { site?: unknown; secret?: unknown; agreed?: unknown };
    return typeof site === "string" && typeof secret === "string" && cleanSecret(secret) === secret ? { state: "good", site, secret, agreed: agreed === true } : { state: "damaged" };
  } catch {
    return { state: "damaged" };
  }
}

function hexCrc(bytes: Uint8Array): string {
  return crc32(bytes).toString(16).padStart(8, "0");
}
