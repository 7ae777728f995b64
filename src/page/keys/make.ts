import type { SiteFiles } from "../../personal/index.ts";
import { hostKeyFiles } from "./openssh.ts";
import { saltFrom, sha512crypt } from "./sha512crypt.ts";

/** As crypt(5) names: twenty times the default, half a second in a browser, a tenth at a login. */
const ROUNDS = 100_000;

const random = (length: number): Uint8Array<ArrayBuffer> => crypto.getRandomValues(new Uint8Array(length));
const pause = (): Promise<void> => new Promise((resolve) => { setTimeout(resolve); });
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The hash of a password for shadow(5), with a new salt. */
export function hashPassword(password: string): Promise<string> {
  return sha512crypt(bytes(password), saltFrom(random(16)), ROUNDS, pause);
}

/** A new Ed25519 host key as the overlay's two files; null where the browser's SubtleCrypto cannot make one. */
export async function makeHostKey(): Promise<SiteFiles | null> {
  try {
    const { privateKey } = (await crypto.subtle.generateKey({ name: "Ed25519" }, true, ["sign", "verify"])) as CryptoKeyPair;
    const { d, x } = await crypto.subtle.exportKey("jwk", privateKey);
    if (d === undefined || x === undefined) return null;
    const files = hostKeyFiles({ seed: fromBase64Url(d), publicKey: fromBase64Url(x) }, "ramvisor", new DataView(random(4).buffer).getUint32(0));
    return { ssh_host_ed25519_key: bytes(files.private), "ssh_host_ed25519_key.pub": bytes(files.public) };
  } catch {
    return null;
  }
}

let able: Promise<boolean> | null = null;
/** Whether makeHostKey() can work here, so that the page can say so before; tried once. */
export function canMakeHostKey(): Promise<boolean> {
  able ??= makeHostKey().then((files) => files !== null);
  return able;
}

/** The shared secret of a pair, 192 bits, in the form of `ramvisor iso`. */
export function makePairSecret(): Uint8Array {
  const text = btoa(String.fromCharCode(...random(24))).replaceAll("+", "-").replaceAll("/", "_");
  return bytes(`${text}\n`);
}

function fromBase64Url(text: string): Uint8Array {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
}
