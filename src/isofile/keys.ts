import { createHash } from "node:crypto";
import { keyParts } from "../personal/publicKey.ts";

/** A public key as OpenSSH writes it (RFC 4253, 6.6): its kind and its bytes. */
export interface PublicKey {
  type: string;
  blob: Buffer;
  comment: string;
}

/** The SSH wire's string: four bytes of length, then as many (RFC 4251, 5). Null where it does not fit. */
function readString(bytes: Buffer, at: number): { value: Buffer; end: number } | null {
  if (at + 4 > bytes.length) return null;
  const end = at + 4 + bytes.readUInt32BE(at);
  return end > bytes.length ? null : { value: bytes.subarray(at + 4, end), end };
}

/** One line of authorized_keys(5), options allowed; null where it holds no key, or less than a whole one. */
export function publicKeyIn(line: string): PublicKey | null {
  const parts = keyParts(line);
  return parts === null ? null : { ...parts, blob: Buffer.from(parts.blob) };
}

/** The lines that are neither empty nor a comment. */
export const keyLines = (text: string): string[] => text.split(/\r?\n/).map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("#"));

/** `SHA256:…`, as ssh-keygen -l shows it. */
export const fingerprint = (blob: Buffer): string => `SHA256:${createHash("sha256").update(blob).digest("base64").replace(/=+$/, "")}`;

const MAGIC = "openssh-key-v1\0";

/**
 * The public part of a private key in OpenSSH's format (PROTOCOL.key), where it lies in the clear. `locked`: by a
 * passphrase. Null where the text is no such key.
 */
export function privateKeyIn(text: string): { type: string; blob: Buffer; locked: boolean } | null {
  const [, base64 = ""] = /-----BEGIN OPENSSH PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END OPENSSH PRIVATE KEY-----/.exec(text) ?? [];
  const bytes = Buffer.from(base64, "base64");
  if (bytes.toString("latin1", 0, MAGIC.length) !== MAGIC) return null;
  const cipher = readString(bytes, MAGIC.length);
  const kdf = cipher === null ? null : readString(bytes, cipher.end);
  const options = kdf === null ? null : readString(bytes, kdf.end);
  const blob = options === null ? null : readString(bytes, options.end + 4);
  const type = blob === null ? null : readString(blob.value, 0);
  if (cipher === null || blob === null || type === null) return null;
  return { type: type.value.toString("latin1"), blob: blob.value, locked: cipher.value.toString("latin1") !== "none" };
}

/** The name of a host key's file, `ssh_host_ed25519_key`; null for kinds that sshd takes no host key of. */
export function hostKeyName(type: string): `ssh_host_${string}_key` | null {
  const kind = type === "ssh-ed25519" ? "ed25519" : type === "ssh-rsa" ? "rsa" : type.startsWith("ecdsa-sha2-") ? "ecdsa" : null;
  return kind === null ? null : `ssh_host_${kind}_key`;
}

export const publicLine = (type: string, blob: Buffer, comment: string): string => `${type} ${blob.toString("base64")} ${comment}\n`;
