import { lookTime, waitTime } from "./clock.ts";
import { LookFailed } from "./failed.ts";
import type { Lend } from "./lend.ts";
import type { OpenDisk } from "./reader.ts";

/** What a promise becomes that was not settled in time; the call behind it may still hang in the kernel. */
export class TimeLimit extends LookFailed {
  constructor() {
    super({ code: "timeout" });
  }
}

/** Settles as `promise` does, or rejects with TimeLimit after `ms` of lookTime(), or another clock. Nothing is cancelled: nothing can be. */
export async function within<T>(ms: number, promise: Promise<T>, clock: () => number = lookTime): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = clock() + ms;
  const limit = new Promise<never>((_, reject) => {
    const wait = (left: number): void => {
      timer = setTimeout(() => {
        const rest = deadline - clock();
        if (rest > 0) wait(rest);
        else reject(new TimeLimit());
      }, Math.max(0, left));
    };
    wait(ms);
  });
  // A late rejection of what was given up must not end the process.
  promise.catch(() => undefined);
  try {
    return await Promise.race([promise, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/** Of a disk's time, what a single piece may take: one that takes longer leaves too little for the others, on a processor that nobody else wants. */
const ONE_PIECE = 0.8;

/** The disk for a look at all its pieces; a read of one that takes too long rejects with TimeLimit. */
export const impatient = (disk: OpenDisk, limitMs: number): OpenDisk => ({ ...disk, read: (buffer, offset) => within(limitMs * ONE_PIECE, disk.read(buffer, offset), waitTime) });

/**
 * Runs `work` over `items`, at most `slots` at a time, results in the items' order. Work that reports itself hung
 * (`hung` returns true) keeps its slot: a read that hangs in the kernel holds libuv's threads, and with
 * all of them gone no file could be read any more. `spare` such slots are replaced, each by one of another number. Where
 * every slot is gone, `giveUp` answers for the items left. Work may lend its place: as long as it does, one more of those slots is used,
 * at most `lent` of them at a time.
 */
export async function inSlots<T, R>({ slots, spare, lent }: { slots: number; spare: number; lent: number }, items: readonly T[], work: (item: T, slot: number, lend: Lend) => Promise<R>, hung: (result: R) => boolean, giveUp: (item: T) => R): Promise<R[]> {
  const results = new Map<T, R>();
  const waiting = [...items];
  const free = Array.from({ length: slots + spare }, (_, slot) => slot);
  const guests: Promise<void>[] = [];
  let lentNow = 0;

  const lend = (): (() => void) => {
    let wanted = lentNow < lent && waiting.length > 0;
    if (wanted) {
      lentNow += 1;
      guests.push(worker(() => wanted).finally(() => { lentNow -= 1; }));
    }
    return () => { wanted = false; };
  };
  async function worker(goOn: () => boolean): Promise<void> {
    for (let slot = free.shift(); slot !== undefined; slot = free.shift()) {
      const ended = await oneSlot(slot, goOn);
      if (!ended) continue;
      free.unshift(slot);
      return;
    }
  }
  /** False: the slot is gone, and there may be more to do. */
  async function oneSlot(slot: number, goOn: () => boolean): Promise<boolean> {
    for (let item = goOn() ? waiting.shift() : undefined; item !== undefined; item = goOn() ? waiting.shift() : undefined) {
      const result = await work(item, slot, lend);
      results.set(item, result);
      if (hung(result)) return false;
    }
    return true;
  }
  await Promise.all(Array.from({ length: slots }, () => worker(() => true)));
  for (const guest of guests) await guest;
  // A place that was lent may have come back after all others were gone.
  await worker(() => true);
  for (const guest of guests) await guest;
  return items.map((item) => results.get(item) ?? giveUp(item));
}
