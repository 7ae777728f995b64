import { LookFailed } from "./failed.ts";

/** Reads under way at once on one disk, where many disks are read: it has the next when it ends one. */
export const AT_ONCE = 2;
/** Where few are: what several threads have read is taken in at once, for fewer changes of thread. */
export const MOST_AT_ONCE = 8;

/** Begins a read of one place; `done` is called once, with the bytes read. By callback: a promise for each costs as much as the read. */
export type ReadOne = (part: Uint8Array, place: number, done: (error: Error | null, bytes: number) => void) => void;

/**
 * OpenDisk.readEach() over a read of one place. A place is begun before a later one, so that what was not begun when
 * `seen` said false lies behind all that was.
 */
export function eachOf(read: ReadOne, places: readonly number[], length: number, buffer: Uint8Array, seen: (place: number, bytes: Uint8Array) => boolean, atOnce = AT_ONCE): Promise<void> {
  return new Promise((resolve, reject) => {
    let [next, open, goOn] = [0, 0, true];
    let failed: Error | null = null;
    const end = (): void => {
      open -= 1;
      if (open > 0) return;
      if (failed === null) resolve();
      else reject(failed);
    };
    const begin = (part: Uint8Array): void => {
      const place = goOn ? places[next++] : undefined;
      if (place === undefined) {
        end();
        return;
      }
      read(part, place, (error, bytes) => {
        if (error !== null || bytes !== length) failed ??= error ?? new LookFailed({ code: "short-read", bytes, wantedBytes: length, offset: place });
        if (failed !== null || !seen(place, part)) goOn = false;
        begin(part);
      });
    };
    const width = Math.min(atOnce, Math.floor(buffer.length / length));
    open = width;
    for (let slot = 0; slot < width; slot++) begin(buffer.subarray(slot * length, (slot + 1) * length));
  });
}
