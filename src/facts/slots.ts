import { availableParallelism } from "node:os";
import { AT_ONCE } from "./each.ts";

/** More disks than that gain nothing: a server's controllers are busy by then. */
const MOST = 24;
/** Disks that one processor reads and compares without falling behind, so that each gets its share of the time limit. */
const PER_PROCESSOR = 3;
/** libuv's threads that stay free for everything else. */
const SPARE_THREADS = 2;
/** libuv's own number (docs.libuv.org, Thread pool work scheduling). */
const USUAL_THREADS = 4;

/**
 * How many disks are read at once. Each holds up to AT_ONCE threads, and for ever where its reads hang: with all threads
 * gone no file could be read any more.
 */
export function slotsFor(processors: number, threads: number): number {
  return Math.max(1, Math.min(MOST, PER_PROCESSOR * processors, Math.floor((threads - SPARE_THREADS) / AT_ONCE)));
}

/** As slotsFor(), for this process: libuv reads UV_THREADPOOL_SIZE when it first needs a thread. */
export function ownSlots(): number {
  return slotsFor(availableParallelism(), Number(process.env["UV_THREADPOOL_SIZE"]) || USUAL_THREADS);
}
