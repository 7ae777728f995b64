import { createHash } from "node:crypto";
import { uuidText } from "../model/uuidText.ts";

/** Ramvisor's own name space: a random UUID, fixed for ever, since every derived one hangs on it. */
const NAMESPACE = "5b0f5f0e-7c0f-4e0c-9d1c-3f6c2f3f8a71";

/**
 * A UUID of version 5 (RFC 9562, 5.5) over the joined parts: the same parts give the same UUID on every machine,
 * so that a plan is the same each time it is made.
 */
export function uuidOf(...parts: string[]): string {
  const hash = createHash("sha1").update(Buffer.from(NAMESPACE.replaceAll("-", ""), "hex")).update(parts.join("\0")).digest().subarray(0, 16);
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  return uuidText(hash.toString("hex"));
}
