/** The types of key that OpenSSH of Debian 13 takes for a login (sshd(8), AUTHORIZED_KEYS FILE FORMAT). */
const KEY = /(?:^|\s)(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(?:256|384|521)|sk-ssh-ed25519@openssh\.com|sk-ecdsa-sha2-nistp256@openssh\.com)\s+([A-Za-z0-9+/]+={0,2})(?:\s+(.*))?$/;
/** The shortest key behind its type's name: that of Ed25519. */
const LEAST_BYTES = 32;

/** A public key as OpenSSH writes it (RFC 4253, 6.6): its type and its bytes. */
export interface KeyParts {
  type: string;
  blob: Uint8Array;
  comment: string;
}

/**
 * One line of authorized_keys(5), options allowed, for the command and the form alike; null where it holds no key, less than a
 * whole one, or one whose own name inside is not the one that stands before it.
 */
export function keyParts(line: string): KeyParts | null {
  const [, type = "", base64 = "", comment = ""] = KEY.exec(line.trim()) ?? [];
  if (type === "" || base64.length % 4 !== 0) return null;
  const blob = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  if (blob.length < 4 + type.length + LEAST_BYTES) return null;
  const length = new DataView(blob.buffer).getUint32(0);
  return length === type.length && new TextDecoder().decode(blob.subarray(4, 4 + length)) === type ? { type, blob, comment } : null;
}
