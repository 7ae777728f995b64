import type { DiskScan } from "../model/facts.ts";
import { lookTime } from "./clock.ts";
import { LookFailed, scanError } from "./failed.ts";
import { within } from "./limit.ts";
import type { OpenDisk } from "./reader.ts";

/** How much of each end is read, every byte: past all known superblocks, labels and backup tables. */
export const END_BYTES = 64 * 1024 * 1024;
/** A piece of that size is read at once where one disk alone is read (see disks.ts for many). */
export const CHUNK_BYTES = 4 * 1024 * 1024;
/** And of that size where so many are that the processors are what limits them: it is compared while it is still in their cache. */
export const MANY_CHUNK_BYTES = 256 * 1024;

/**
 * Offset of the first byte that is not zero, or -1. Bytes are all zero where the first is and each is the same as the one before it, which
 * memcmp tells: in an emulator that was 5 to 25 times as fast as a loop here, and it needs no second memory with zeros in it.
 */
export function firstNonZero(bytes: Uint8Array): number {
  const last = bytes.length - 1;
  if (last < 0) return -1;
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return bytes[0] === 0 && whole.subarray(1).equals(whole.subarray(0, last)) ? -1 : bytes.findIndex((byte) => byte !== 0);
}

/**
 * Reads both ends of a disk, every byte: [0, 64 MiB) and [size - 64 MiB, size), each cut to the disk. Stops at the
 * first byte that is not zero, the tail then unread: the disk is not blank. `deadline` is a time of
 * lookTime(); what is not read by then ends with the error `timeout`. `except`: a stretch that counts as zero,
 * the place of a free marker, which was read and checked as a whole. `between`: what is waited for after each piece.
 */
export async function scanEnds(disk: OpenDisk, sizeBytes: number, buffer: Uint8Array, deadline: number, except: Stretch | null = null, between: () => unknown = () => undefined): Promise<DiskScan[]> {
  const head = await scan("head", disk, 0, Math.min(END_BYTES, sizeBytes), buffer, deadline, except, between);
  if (head.firstNonZero !== null || head.error !== null) return [head];
  return [head, await scan("tail", disk, Math.max(0, sizeBytes - END_BYTES), sizeBytes, buffer, deadline, except, between)];
}

/** Bytes of a disk, from the first to before the last. */
export interface Stretch {
  fromByte: number;
  toByte: number;
}

async function scan(what: "head" | "tail", disk: OpenDisk, fromByte: number, toByte: number, buffer: Uint8Array, deadline: number, except: Stretch | null, between: () => unknown): Promise<DiskScan> {
  const result: DiskScan = { what, fromByte, toByte, readBytes: 0, firstNonZero: null, error: null };
  for (let offset = fromByte; offset < toByte; offset += buffer.length) {
    const part = buffer.subarray(0, Math.min(buffer.length, toByte - offset));
    try {
      const bytes = await within(deadline - lookTime(), disk.read(part, offset));
      if (bytes !== part.length) throw new LookFailed({ code: "short-read", bytes, wantedBytes: part.length, offset });
    } catch (error) {
      return { ...result, ...scanError(error) };
    }
    result.readBytes += part.length;
    if (except !== null && except.fromByte < offset + part.length && except.toByte > offset) part.fill(0, Math.max(0, except.fromByte - offset), except.toByte - offset);
    const found = firstNonZero(part);
    if (found >= 0) return { ...result, firstNonZero: offset + found };
    await between();
  }
  return result;
}
