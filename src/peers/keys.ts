import { createHash, hkdfSync } from "node:crypto";

/** Where the pair's secret lies in this start: from the site overlay, from a disk of ours, or agreed with the peer. Root alone reads it. */
export const SECRET_FILE = "/run/ramvisor/pair.secret";
/** Names the secret that was agreed at first contact, while no node of the pair was seen to hold data: its SHA-256. */
export const AGREED_FILE = "/run/ramvisor/pair.agreed";
/** Where the boot script puts the site overlay's. */
export const OVERLAY_SECRET = "/run/ramvisor/site/pair.secret";
const KEY_BYTES = 32;
/** DRBD takes 63 characters as shared secret: with the 64 of drbd.conf-8.4(5), its kernel part refuses (UnknownMandatoryTag). */
const DRBD_CHARACTERS = 48;

/** A key of its own for each use, from the one secret (HKDF-SHA256, RFC 5869): who learns one of them has none of the others. */
export function keyFor(secret: string, use: "talk" | "drbd" | "ssh"): Buffer {
  return Buffer.from(hkdfSync("sha256", Buffer.from(secret, "utf8"), Buffer.from("ramvisor-pair-1"), use, KEY_BYTES));
}

/** Tells a secret from another without saying it. */
export function hashOf(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

/** What DRBD's two sides know each other by. */
export function drbdSecret(secret: string): string {
  return keyFor(secret, "drbd").toString("hex").slice(0, DRBD_CHARACTERS);
}

/** The secret as written into a file by a person or by the agent: white space at its end does not count; null where it is too short to be one. */
export function cleanSecret(text: string): string | null {
  const secret = text.trim();
  return secret.length >= 16 && secret.length <= 4096 ? secret : null;
}
