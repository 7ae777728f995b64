import { sha512 } from "@noble/hashes/sha2.js";

/**
 * SHA-crypt with SHA-512, `$6$` of crypt(5), after the specification by U. Drepper ("Unix crypt using SHA-256 and
 * SHA-512", version 0.6). No well-kept library does this in a browser; SHA-512 itself is a library's.
 */

const ALPHABET = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/** Rounds of the specification where none are named. */
export const DEFAULT_ROUNDS = 5000;
const MOST_SALT = 16;
/** Rounds between two pauses: some ten milliseconds. */
const STRETCH = 1000;

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** A digest repeated and cut to a length. */
const stretched = (digest: Uint8Array, length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => digest[i % digest.length] ?? 0);
const repeated = (bytes: Uint8Array, times: number): Uint8Array => joined(Array.from({ length: times }, () => bytes));

/** Digest A of the specification, steps 1 to 12. */
function firstDigest(key: Uint8Array, salt: Uint8Array): Uint8Array {
  const b = sha512(joined([key, salt, key]));
  const parts = [key, salt, stretched(b, key.length)];
  for (let bits = key.length; bits > 0; bits >>= 1) parts.push((bits & 1) === 1 ? b : key);
  return sha512(joined(parts));
}

/** Step 22: three bytes each, 21 apart and turning, as four letters; the last byte alone as two. */
function encode(digest: Uint8Array): string {
  let text = "";
  const letters = (value: number, count: number): void => {
    for (let i = 0; i < count; i += 1) text += ALPHABET.charAt((value >> (6 * i)) & 63);
  };
  let order = [0, 21, 42];
  for (let i = 0; i < 21; i += 1) {
    const [high = 0, middle = 0, low = 0] = order.map((at) => digest[at] ?? 0);
    letters((high << 16) | (middle << 8) | low, 4);
    const [a = 0, b = 0, c = 0] = order;
    order = [b + 1, c + 1, a + 1];
  }
  letters(digest[63] ?? 0, 2);
  return text;
}

/**
 * The hash of a password (any bytes; UTF-8 for text) with a salt of 1 to 16 characters of `./0-9A-Za-z`.
 * `pause` is awaited every thousand rounds, so that a page stays alive.
 */
export async function sha512crypt(key: Uint8Array, salt: string, rounds = DEFAULT_ROUNDS, pause: () => Promise<void> = async () => undefined): Promise<string> {
  const saltBytes = new TextEncoder().encode(salt.slice(0, MOST_SALT));
  const a = firstDigest(key, saltBytes);
  const p = stretched(sha512(repeated(key, key.length)), key.length);
  const s = stretched(sha512(repeated(saltBytes, 16 + (a[0] ?? 0))), saltBytes.length);
  let c = a;
  for (let i = 0; i < rounds; i += 1) {
    const odd = i % 2 === 1;
    c = sha512(joined([odd ? p : c, ...(i % 3 === 0 ? [] : [s]), ...(i % 7 === 0 ? [] : [p]), odd ? c : p]));
    if (i % STRETCH === STRETCH - 1) await pause();
  }
  const named = rounds === DEFAULT_ROUNDS ? "" : `rounds=${rounds}$`;
  return `$6$${named}${salt.slice(0, MOST_SALT)}$${encode(c)}`;
}

/** A salt of 16 characters from 16 random bytes; 64 letters, so that none is more likely. */
export const saltFrom = (random: Uint8Array): string => [...random.subarray(0, MOST_SALT)].map((byte) => ALPHABET.charAt(byte & 63)).join("");
