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
const [BEGIN, END] = ["-----BEGIN OPENSSH PRIVATE KEY-----", "-----END OPENSSH PRIVATE KEY-----"];
/** As ssh-keygen breaks its lines, in characters. */
const LINE = 70;

/** A private key in OpenSSH's own format, and what of it lies in the clear. */
export interface PrivateKey {
  type: string;
  blob: Buffer;
  /** By a passphrase. */
  locked: boolean;
  /** The key alone, as ssh-keygen writes it: nothing around it, lines end in `\n`. OpenSSH reads no other form. */
  file: string;
}

/**
 * The first private key in OpenSSH's format (PROTOCOL.key) in a text, whatever stands around it and however its lines end. Null where
 * there is none, or less than a whole one.
 */
export function privateKeyIn(text: string): PrivateKey | null {
  const [, encoded = ""] = new RegExp(`${BEGIN}([A-Za-z0-9+/=\\s]+)${END}`).exec(text) ?? [];
  const base64 = encoded.replace(/\s+/g, "");
  const bytes = Buffer.from(base64, "base64");
  if (bytes.toString("latin1", 0, MAGIC.length) !== MAGIC) return null;
  const cipher = readString(bytes, MAGIC.length);
  const kdf = cipher === null ? null : readString(bytes, cipher.end);
  const options = kdf === null ? null : readString(bytes, kdf.end);
  const blob = options === null ? null : readString(bytes, options.end + 4);
  const secret = blob === null ? null : readString(bytes, blob.end);
  const type = blob === null ? null : readString(blob.value, 0);
  if (cipher === null || blob === null || secret === null || type === null) return null;
  return {
    type: type.value.toString("latin1"), blob: blob.value, locked: cipher.value.toString("latin1") !== "none",
    file: [BEGIN, ...(base64.match(new RegExp(`.{1,${String(LINE)}}`, "g")) ?? []), END, ""].join("\n"),
  };
}

/** The name of a host key's file, `ssh_host_ed25519_key`; null for kinds that sshd takes no host key of. */
export function hostKeyName(type: string): `ssh_host_${string}_key` | null {
  const kind = type === "ssh-ed25519" ? "ed25519" : type === "ssh-rsa" ? "rsa" : type.startsWith("ecdsa-sha2-") ? "ecdsa" : null;
  return kind === null ? null : `ssh_host_${kind}_key`;
}

export const publicLine = (type: string, blob: Buffer, comment: string): string => `${type} ${blob.toString("base64")} ${comment}\n`;
