import { basename } from "node:path";
import type { ApplyContext } from "./context.ts";
import { CommandFailed } from "./explain.ts";

const POLL_MS = 500;
/**
 * Numbers of /sys/class/block/NAME/stat (Documentation/block/stat.rst): requests that were finished (read, written, discarded,
 * flushed), and those that wait.
 */
const FINISHED: readonly number[] = [0, 4, 11, 15];
const WAITING = 8;
/** A flush that hangs is not among those that wait: the kernel counts no requests of its own. Whoever works on a disk has it finish some in this time. */
const UNSEEN_MS = 30_000;

type Host = Pick<ApplyContext, "fs" | "sleep">;

interface Limit {
  limitMs: number;
  /** Half a minute where none is given. */
  unseenMs?: number;
  /** True for a disk that the work goes on without: what waits there holds nothing up. */
  spared?: (name: string) => Promise<boolean>;
}

/**
 * Fulfilled with the name (`vda`) of a disk that has requests waiting for so long, where none of `disks` has finished any meanwhile: work on
 * several goes on while one of them does. Where all stand for `unseenMs`, the first one is taken for it. Null once `over` says that nobody waits
 * any more. A disk that is merely busy finishes some. Times in milliseconds.
 */
export async function untilHangs({ fs, sleep }: Host, disks: readonly string[], { limitMs, unseenMs = UNSEEN_MS, spared = () => Promise.resolve(false) }: Limit, over: () => boolean): Promise<string | null> {
  const seen = new Map<string, { finished: number; forMs: number; waitingMs: number }>();
  for (;;) {
    await sleep(POLL_MS);
    if (over()) return null;
    for (const name of disks) {
      const stat = await readStat(fs, name);
      const before = seen.get(name);
      const stands = stat !== null && before?.finished === stat.finished;
      // One that is gone says nothing about the others.
      if (stat === null) seen.delete(name);
      else seen.set(name, { finished: stat.finished, forMs: stands ? before.forMs + POLL_MS : 0, waitingMs: stands && stat.waiting > 0 ? before.waitingMs + POLL_MS : 0 });
    }
    const stood = Math.min(...[...seen.values()].map(({ forMs }) => forMs));
    if (seen.size === 0 || stood < limitMs) continue;
    const counted: string[] = [];
    for (const name of seen.keys()) if (!(await spared(name))) counted.push(name);
    const waiting = counted.find((name) => (seen.get(name)?.waitingMs ?? 0) >= limitMs);
    if (waiting !== undefined) return waiting;
    if (stood >= unseenMs) return counted[0] ?? disks[0] ?? null;
  }
}

/** True where a disk has nothing waiting, or is gone. */
export async function answers(fs: Host["fs"], name: string): Promise<boolean> {
  return ((await readStat(fs, name))?.waiting ?? 0) === 0;
}

/** What comes of `work`; or, where disks hang meanwhile, of `left`, given the name of one. What was begun may still go on then. */
export async function unlessHangs<T>(host: Host, disks: readonly string[], limit: Limit, work: () => Promise<T>, left: (disk: string) => Promise<T>): Promise<T> {
  let over = false;
  const done = work().finally(() => { over = true; });
  const hangs = untilHangs(host, disks, limit, () => over);
  return Promise.race([done, hangs.then((name) => (name === null ? done : left(name)))]);
}

/** What is done on one disk of the plan. @throws CommandFailed where it hangs meanwhile */
export function whileAnswers<T>(context: Host & Pick<ApplyContext, "plan">, id: string, limitMs: number, work: () => Promise<T>): Promise<T> {
  const name = basename(context.plan.disks.find((planned) => planned.id === id)?.path ?? id);
  return unlessHangs(context, [name], { limitMs }, work, () => Promise.reject(new CommandFailed({ code: "silent", path: `/dev/${name}` })));
}

async function readStat(fs: Host["fs"], name: string): Promise<{ finished: number; waiting: number } | null> {
  const text = await fs.readText(`/sys/class/block/${name}/stat`).catch(() => null);
  if (text === null) return null;
  const numbers = text.trim().split(/\s+/).map(Number);
  return { finished: FINISHED.reduce((sum, place) => sum + (numbers[place] ?? 0), 0), waiting: numbers[WAITING] ?? 0 };
}
