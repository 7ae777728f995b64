import { closeSync, openSync, readSync, writeSync } from "node:fs";
import { crc32 } from "node:zlib";

const CHUNK = Buffer.alloc(1024 * 1024);
const ZEROS = Buffer.alloc(CHUNK.length);

/** A stretch of a file; what lies behind its end reads as zeros. */
export function readAt(file: string, offset: number, length: number): Buffer {
  const fd = openSync(file, "r");
  const bytes = Buffer.alloc(length);
  readSync(fd, bytes, 0, length, offset);
  closeSync(fd);
  return bytes;
}

/** Changes a stretch of a file in place. */
export function changeAt(file: string, offset: number, length: number, work: (bytes: Buffer) => void): void {
  const bytes = readAt(file, offset, length);
  work(bytes);
  const fd = openSync(file, "r+");
  writeSync(fd, bytes, 0, length, offset);
  closeSync(fd);
}

/** CRC-32 of each MiB of a file that is not all zero, with its place: "after = before", quick on sparse files. */
export function digestOf(file: string): string {
  const fd = openSync(file, "r");
  const sums: string[] = [];
  for (let offset = 0; ; offset += CHUNK.length) {
    const length = readSync(fd, CHUNK, 0, CHUNK.length, offset);
    if (length === 0) break;
    const bytes = CHUNK.subarray(0, length);
    if (!bytes.equals(ZEROS.subarray(0, length))) sums.push(`${String(offset)}:${crc32(bytes).toString(16)}`);
  }
  closeSync(fd);
  return sums.join(" ");
}

/** The same numbers from 0 to below 1 for the same seed, on every machine: mulberry32's recurrence. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Somebody's data: no byte of it is zero, so that none may pass for blank. */
export function randomBytes(seed: number, length: number): Buffer {
  const random = randomOf(seed);
  return Buffer.from(Array.from({ length }, () => 1 + Math.floor(random() * 255)));
}
