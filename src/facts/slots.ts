import { availableParallelism } from "node:os";
import { AT_ONCE, MOST_AT_ONCE } from "./each.ts";
import { firstNonZero } from "./scan.ts";

/** More disks than that gain nothing: a server's controllers are busy by then. */
const MOST = 24;
/** Time for comparing one MiB with zeros that one processor has for all disks that it serves at once, so that each is read in its time. */
const COMPARE_MS = 2;
/** libuv's threads that stay free for everything else. */
const SPARE_THREADS = 2;
/** libuv's own number (docs.libuv.org, Thread pool work scheduling). */
const USUAL_THREADS = 4;

/** Threads of this process: libuv reads UV_THREADPOOL_SIZE when it first needs one. */
function ownThreads(): number {
  return Number(process.env["UV_THREADPOOL_SIZE"]) || USUAL_THREADS;
}

/**
 * How many disks are read at once. Each holds up to AT_ONCE threads, and for ever where its reads hang: with all threads
 * gone no file could be read any more. And each wants its share of the processors within the time limit: hardly any on
 * hardware (0.01 to 0.1 ms per MiB), much where a processor is translated (0.7 ms: three disks).
 */
export function slotsFor(processors: number, threads: number, msPerMiB: number): number {
  return Math.max(1, Math.min(MOST, processors * Math.max(1, Math.round(COMPARE_MS / msPerMiB)), Math.floor((threads - SPARE_THREADS) / AT_ONCE)));
}

/** As slotsFor(), for this process. */
export function ownSlots(): number {
  return slotsFor(availableParallelism(), ownThreads(), compareCost());
}

/** Reads under way at once on each of so many disks that are read at once: of what threads there are half, since the other half is for those that hang. */
export function atOnceFor(disks: number, threads: number): number {
  return Math.max(AT_ONCE, Math.min(MOST_AT_ONCE, Math.floor((threads - SPARE_THREADS) / (2 * disks))));
}

/** How many disks more may hang before no thread is left, with so many reads under way on each. */
export function spareSlotsFor(slots: number, atOnce: number, threads: number): number {
  return Math.max(0, Math.floor((threads - SPARE_THREADS) / atOnce) - slots);
}

/** As spareSlotsFor(), for this process. */
export function ownSpareSlots(slots: number, atOnce: number): number {
  return spareSlotsFor(slots, atOnce, ownThreads());
}

/** As atOnceFor(), for this process. */
export function ownAtOnce(disks: number): number {
  return atOnceFor(disks, ownThreads());
}

/** Threads of this process that may hang with something left for everything else. */
export function ownSpareThreads(): number {
  return Math.max(1, ownThreads() - SPARE_THREADS);
}

/** Milliseconds for comparing one MiB with zeros: the shortest of a few tries, the first of which pays for the memory. */
function compareCost(): number {
  const bytes = new Uint8Array(1024 * 1024);
  const tries = Array.from({ length: 4 }, () => {
    const start = performance.now();
    firstNonZero(bytes);
    return performance.now() - start;
  });
  return Math.max(0.001, Math.min(...tries));
}
