/** A file read in places: a Blob in a browser, an open file in Node. `read` gives fewer bytes only at the file's end. */
export interface RandomAccess {
  /** Bytes. */
  size: number;
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** Consecutive bytes of a file. */
export interface Range {
  at: number;
  bytes: number;
}

const encoder = new TextEncoder();

/** What we write is ASCII, but for the content of the overlay's files. */
export const ascii = (text: string): Uint8Array => encoder.encode(text);

/** One character per byte: whatever the bytes are, no two texts are equal whose bytes are not. */
export function latin1(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 4096) text += String.fromCharCode(...bytes.subarray(at, at + 4096));
  return text;
}

/** Several stretches one after the other; with `length`, cut or filled up with zero bytes to that. */
export function join(parts: readonly Uint8Array[], length = parts.reduce((sum, part) => sum + part.length, 0)): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part.subarray(0, Math.max(0, length - at)), at);
    at += part.length;
    if (at >= length) break;
  }
  return whole;
}

export const equal = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, i) => byte === b[i]);
