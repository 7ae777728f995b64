import { sha256 } from "@noble/hashes/sha2.js";

/** An Ed25519 key pair as bytes: a seed of 32 and a public key of 32 (RFC 8032). */
export interface Ed25519Pair {
  seed: Uint8Array;
  publicKey: Uint8Array;
}

/** The two files of one SSH host key. */
export interface HostKeyFiles {
  private: string;
  public: string;
}

const TYPE = "ssh-ed25519";
const MAGIC = "openssh-key-v1\0";
/** The cipher `none` has blocks of 8 bytes. */
const BLOCK = 8;
const LINE = 70;

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const base64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

const joined = (...parts: Uint8Array[]): Uint8Array => Uint8Array.from(parts.flatMap((part) => [...part]));
/** RFC 4251, 5: a length in four bytes, and the bytes. */
const sshString = (content: Uint8Array | string): Uint8Array => {
  const bytes = typeof content === "string" ? bytesOf(content) : content;
  return joined(uint32(bytes.length), bytes);
};

/**
 * A key pair in the form that OpenSSH keeps host keys in (PROTOCOL.key of OpenSSH), without a passphrase. `check` is any
 * 32-bit number: it stands there twice, and shows a right passphrase where there is one.
 */
export function hostKeyFiles({ seed, publicKey }: Ed25519Pair, comment: string, check: number): HostKeyFiles {
  const blob = joined(sshString(TYPE), sshString(publicKey));
  const inner = joined(uint32(check), uint32(check), sshString(TYPE), sshString(publicKey), sshString(joined(seed, publicKey)), sshString(comment));
  const padding = Uint8Array.from({ length: (BLOCK - (inner.length % BLOCK)) % BLOCK }, (_, i) => i + 1);
  const whole = joined(bytesOf(MAGIC), sshString("none"), sshString("none"), sshString(""), uint32(1), sshString(blob), sshString(joined(inner, padding)));
  const lines = base64(whole).match(new RegExp(`.{1,${LINE}}`, "g")) ?? [];
  return {
    private: ["-----BEGIN OPENSSH PRIVATE KEY-----", ...lines, "-----END OPENSSH PRIVATE KEY-----", ""].join("\n"),
    public: `${TYPE} ${base64(blob)} ${comment}\n`,
  };
}

/** What ssh shows at the first connection: `SHA256:…`; null where the text is no public key. */
export function fingerprint(publicFile: string): string | null {
  const [, encoded = ""] = publicFile.trim().split(/\s+/);
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(encoded) || encoded.length % 4 !== 0) return null;
  const blob = Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0));
  return `SHA256:${base64(sha256(blob)).replace(/=+$/, "")}`;
}
