import type { Machine } from "./machine.ts";

const POLL_MS = 500;
/**
 * Numbers of /sys/class/block/NAME/stat (Documentation/block/stat.rst): requests that were finished (read, written, discarded,
 * flushed), and those that wait.
 */
const FINISHED: readonly number[] = [0, 4, 11, 15];
const WAITING = 8;

/**
 * Fulfilled with the name of the first of these disks (`vda`) that has requests waiting and has finished none for so long; with null once
 * `over` says that nobody waits any more. A disk that is merely busy finishes some. Times in milliseconds.
 */
export async function untilHangs({ fs, sleep, uptime }: Pick<Machine, "fs" | "sleep" | "uptime">, disks: readonly string[], limitMs: number, over: () => boolean): Promise<string | null> {
  const seen = new Map<string, { finished: number; since: number }>();
  for (;;) {
    await sleep(POLL_MS);
    if (over()) return null;
    for (const name of disks) {
      const numbers = (await fs.readText(`/sys/class/block/${name}/stat`).catch(() => "")).trim().split(/\s+/).map(Number);
      const finished = FINISHED.reduce((sum, place) => sum + (numbers[place] ?? 0), 0);
      const before = seen.get(name);
      const stands = before !== undefined && before.finished === finished && (numbers[WAITING] ?? 0) > 0;
      if (!stands) seen.set(name, { finished, since: uptime() });
      else if ((uptime() - before.since) * 1000 >= limitMs) return name;
    }
  }
}
