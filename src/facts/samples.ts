import { crc32 } from "node:zlib";
import type { DiskScan } from "../model/facts.ts";
import { lookTime } from "./clock.ts";
import { scanError } from "./failed.ts";
import { knownPlaces } from "./known-places.ts";
import { within } from "./limit.ts";
import type { OpenDisk } from "./reader.ts";
import { END_BYTES, firstNonZero } from "./scan.ts";

/** One sample, and what its place is a multiple of: the largest block of a disk in use. */
export const SAMPLE_BYTES = 4096;
/**
 * Samples of each pass: 256 always, each further pass only where it fits into the time left, 4096 in all. Every pass
 * covers the whole stretch between the ends once, so that one that is left out makes the net coarser and nowhere blind.
 */
export const PASSES = [256, 256, 512, 1024, 2048] as const;
/** Of samples, what is not enough for a disk whose known places were not all read. */
const UNPROVED_BYTES = (PASSES[0] - 1) * SAMPLE_BYTES;
/** Left of the time limit for a read that is under way. */
const RESERVE_MS = 100;

/** A small generator of numbers in [0, 1) (xorshift, Marsaglia 2003): the same seed, the same places. */
function numbersFrom(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/**
 * Byte offsets of one pass, ascending, one at a seeded place in each of `count` equal parts of what lies between the ends
 * that are read whole; none where the ends meet. Pure: the disk's id and size decide, so a second look reads the same.
 */
export function samplePlaces(id: string, sizeBytes: number, pass: number, count: number): number[] {
  const first = END_BYTES / SAMPLE_BYTES;
  const blocks = Math.floor((sizeBytes - END_BYTES) / SAMPLE_BYTES) - first;
  if (blocks <= 0) return [];
  const parts = Math.min(count, blocks);
  const next = numbersFrom(crc32(`${id} ${String(sizeBytes)} ${String(pass)}`));
  return Array.from({ length: parts }, (_, part) => {
    const [from, to] = [Math.floor((part * blocks) / parts), Math.floor(((part + 1) * blocks) / parts)];
    return (first + from + Math.floor(next() * (to - from))) * SAMPLE_BYTES;
  });
}

export interface SampleLimits {
  /** A time of lookTime(). */
  deadline: number;
  perStep: number;
  /** Reads under way at once. */
  atOnce?: number;
}

/**
 * Reads 4 KiB at places spread over the middle of a disk, pass by pass, and with the first pass at the known places; stops
 * at the first byte that is not zero. `readBytes` counts the samples alone: what is spread is what proves; but fewer than are needed where a known
 * place was not read.
 * Time that runs out between two reads ends the scan with what was read,
 * which may be too little; a read that does not come back in time is the error `timeout`.
 */
async function* sampleSteps(disk: OpenDisk, id: string, sizeBytes: number, buffer: Uint8Array, { deadline, perStep, atOnce }: SampleLimits): AsyncGenerator<undefined, DiskScan> {
  const fromByte = Math.min(END_BYTES, sizeBytes);
  const result: DiskScan = { what: "samples", fromByte, toByte: Math.max(fromByte, sizeBytes - END_BYTES), readBytes: 0, firstNonZero: null, error: null };
  let spentMs = 0;
  /** Known places that have not been read, those left out that are samples as well. */
  const known = new Set(knownPlaces(sizeBytes));
  for (const sample of samplePlaces(id, sizeBytes, 0, PASSES[0])) known.delete(sample);
  const seen = (place: number, bytes: Uint8Array): boolean => {
    if (!known.delete(place)) result.readBytes += bytes.length;
    const found = firstNonZero(bytes);
    if (found >= 0) result.firstNonZero = Math.min(place + found, result.firstNonZero ?? Infinity);
    return found < 0 && lookTime() < deadline - RESERVE_MS;
  };
  for (const [pass, count] of PASSES.entries()) {
    const perRead = result.readBytes === 0 ? 0 : spentMs / (result.readBytes / SAMPLE_BYTES);
    if (lookTime() + perRead * count > deadline - RESERVE_MS) break;
    const samples = samplePlaces(id, sizeBytes, pass, count);
    const places = pass === 0 ? [...samples, ...known].sort((a, b) => a - b) : samples;
    for (let from = 0; from < places.length; from += perStep) {
      const start = lookTime();
      try {
        await within(deadline - start, disk.readEach(places.slice(from, from + perStep), SAMPLE_BYTES, buffer, seen, atOnce));
      } catch (error) {
        return { ...result, ...scanError(error) };
      }
      spentMs += lookTime() - start;
      if (result.firstNonZero !== null || lookTime() >= deadline - RESERVE_MS) return known.size > 0 ? { ...result, readBytes: Math.min(result.readBytes, UNPROVED_BYTES) } : result;
      yield;
    }
  }
  return result;
}

/** Samples that are taken in steps, whenever it suits. */
export interface Sampling {
  /** Takes the next step, where one is left. Never rejects. */
  step(): Promise<void>;
  /** Takes all that are left. */
  rest(): Promise<DiskScan>;
}

/** @param limits `perStep`: places of one step. What was read in the end is the same, whatever it is. */
export function samplingOf(disk: OpenDisk, id: string, sizeBytes: number, buffer: Uint8Array, limits: SampleLimits): Sampling {
  const steps = sampleSteps(disk, id, sizeBytes, buffer, limits);
  let end: DiskScan | null = null;
  const step = async (): Promise<void> => {
    const { done, value } = await steps.next();
    if (done === true) end ??= value;
  };
  return {
    step,
    rest: async () => {
      while (end === null) await step();
      return end;
    },
  };
}
