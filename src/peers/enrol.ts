import { createCipheriv, createDecipheriv, createHash, createPublicKey, diffieHellman, generateKeyPairSync, hkdfSync, randomBytes, type KeyObject } from "node:crypto";

/**
 * First contact, while no node has data: the secret travels under a key that both agree on by X25519 (RFC 7748), made for this
 * one conversation. Who only listens learns nothing. Who stands in the way and speaks for a node can pass for it: README
 * names that window.
 */
export interface Offer {
  own: KeyObject;
  /** The public half, base64 of its SPKI form. */
  publicKey: string;
}

const IV_BYTES = 12;
const TAG_BYTES = 16;

export function makeOffer(): Offer {
  const { privateKey, publicKey } = generateKeyPairSync("x25519");
  return { own: privateKey, publicKey: publicKey.export({ type: "spki", format: "der" }).toString("base64") };
}

/** The key that both come to. `client`, `server`: their public halves, which the key depends on too. @throws Error where `theirs` is no such half. */
export function agreedKey(offer: Offer, theirs: string, client: string, server: string): Buffer {
  const publicKey = createPublicKey({ key: Buffer.from(theirs, "base64"), format: "der", type: "spki" });
  if (publicKey.asymmetricKeyType !== "x25519") throw new Error("the peer's offer is not understood");
  const shared = diffieHellman({ privateKey: offer.own, publicKey });
  const salt = createHash("sha256").update(`${client}\n${server}`).digest();
  return Buffer.from(hkdfSync("sha256", shared, salt, "ramvisor-first-contact-1", 32));
}

/** The secret, encrypted and authenticated (AES-256-GCM): IV, text and tag in base64. The key is used this once. */
export function wrapSecret(key: Buffer, secret: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, iv);
  return Buffer.concat([iv, cipher.update(secret, "utf8"), cipher.final(), cipher.getAuthTag()]).toString("base64");
}

/** @throws Error where it was not wrapped with this key. */
export function unwrapSecret(key: Buffer, wrapped: string): string {
  const bytes = Buffer.from(wrapped, "base64");
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, bytes.length - TAG_BYTES)), decipher.final()]).toString("utf8");
}

/** A secret that nobody has to type. */
export function newSecret(): string {
  return randomBytes(32).toString("hex");
}
