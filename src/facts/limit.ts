import { lookTime } from "./clock.ts";
import { LookFailed } from "./failed.ts";

/** What a promise becomes that was not settled in time; the call behind it may still hang in the kernel. */
export class TimeLimit extends LookFailed {
  constructor() {
    super({ code: "timeout" });
  }
}

/** Settles as `promise` does, or rejects with TimeLimit after `ms` of lookTime(). Nothing is cancelled: nothing can be. */
export async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = lookTime() + ms;
  const limit = new Promise<never>((_, reject) => {
    const wait = (left: number): void => {
      timer = setTimeout(() => {
        const rest = deadline - lookTime();
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

/**
 * Runs `work` over `items`, at most `slots` at a time, results in the items' order. Work that reports itself hung
 * (`hung` returns true) keeps its slot: a read that hangs in the kernel holds libuv's threads, and with
 * all of them gone no file could be read any more. `spare` such slots are replaced, each by one of another number. Where
 * every slot is gone, `giveUp` answers for the items left.
 */
export async function inSlots<T, R>(slots: number, spare: number, items: readonly T[], work: (item: T, slot: number) => Promise<R>, hung: (result: R) => boolean, giveUp: (item: T) => R): Promise<R[]> {
  const results = new Map<T, R>();
  const waiting = [...items];
  let next = slots;
  const worker = async (first: number): Promise<void> => {
    let slot = first;
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      const result = await work(item, slot);
      results.set(item, result);
      if (!hung(result)) continue;
      if (next >= slots + spare) return;
      slot = next;
      next += 1;
    }
  };
  await Promise.all(Array.from({ length: slots }, (_, slot) => worker(slot)));
  return items.map((item) => results.get(item) ?? giveUp(item));
}
