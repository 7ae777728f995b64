import { basename } from "node:path";
import type { ApplyContext } from "./context.ts";
import { CommandFailed } from "./explain.ts";
import { inKernel, someProgramRuns } from "./inKernel.ts";

const POLL_MS = 500;
/**
 * Numbers of /sys/class/block/NAME/stat (Documentation/block/stat.rst): requests that were finished (read, written, discarded,
 * flushed), and those that wait.
 */
const FINISHED: readonly number[] = [0, 4, 11, 15];
const WAITING = 8;
/**
 * A flush that hangs is not among those that wait, nor is the write that it belongs to, which is how md and ext4 write what has to last:
 * the kernel counts no requests of its own. Whoever works on a disk has it finish some in this time.
 */
const UNSEEN_MS = 30_000;
/** Threads that wait in the kernel say that a disk hangs once it has finished nothing for so long at least: a flush may take a good disk a second. */
const LEAST_MS = 5000;
/** How long before that they have to have waited all the time. */
const TASKS_MS = 2000;

type Host = Pick<ApplyContext, "fs" | "sleep">;

interface Limit {
  limitMs: number;
  /** Half a minute where none is given. */
  unseenMs?: number;
  /** Whatever waits in the kernel waits for one of these disks, and for no other node: then it need not wait for `unseenMs`. */
  alone?: boolean;
  /** True for a disk that the work goes on without: what waits there holds nothing up. */
  spared?: (name: string) => Promise<boolean>;
}

/** Threads that wait in the kernel for what was left before: they say nothing about later work. */
let left: readonly string[] = [];

/** What waits in the kernel now, as after a look at disks of which one hangs, says nothing about the work that follows. */
export async function startAnew({ fs }: Pick<Host, "fs">): Promise<void> {
  left = await inKernel(fs);
}

/**
 * Fulfilled with the name (`vda`) of a disk that has requests waiting for so long, where none of `disks` has finished any meanwhile: work on
 * several goes on while one of them does. With the names of all that it may be, where nothing is seen to wait and it hangs all the same. Null
 * once `over` says that nobody waits any more. A disk that is merely busy finishes some. Times in milliseconds.
 */
export async function untilHangs({ fs, sleep }: Host, disks: readonly string[], { limitMs, unseenMs = UNSEEN_MS, alone = false, spared = () => Promise.resolve(false) }: Limit, over: () => boolean): Promise<string[] | null> {
  const seen = new Map<string, { finished: number; forMs: number; waitingMs: number }>();
  let tasks: string[] | null = null;
  const aloneMs = Math.max(limitMs, LEAST_MS);
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
    if (alone && left.length > 0) left = await stillLeft(fs);
    const stood = seen.size === 0 ? 0 : Math.min(...[...seen.values()].map(({ forMs }) => forMs));
    const looks = alone && stood >= aloneMs - TASKS_MS;
    if (!looks) tasks = null;
    if (!looks && stood < limitMs) continue;
    const counted: string[] = [];
    for (const name of seen.keys()) if (!(await spared(name))) counted.push(name);
    const waits = counted.find((name) => (seen.get(name)?.waitingMs ?? 0) >= Math.min(stood, limitMs));
    // Where requests are seen to wait, the threads say nothing more; to ask for them takes a slow processor a quarter of a second.
    if (looks && waits === undefined) tasks = await stillInKernel(fs, tasks);
    if (stood < limitMs) continue;
    if (waits !== undefined) return [waits];
    const seenByThreads = stood >= aloneMs && (tasks ?? []).length > 0;
    // A check of a large file system may reckon for a while and read nothing.
    if ((seenByThreads || stood >= unseenMs) && !(await someProgramRuns(fs))) return counted.length > 0 ? counted : [...seen.keys()];
  }
}

/** Whoever was elsewhere meanwhile waits for something else now. */
async function stillLeft(fs: Host["fs"]): Promise<string[]> {
  const now = await inKernel(fs);
  return left.filter((id) => now.includes(id));
}

/** Those of `before`, where there is one, that wait in the kernel now too, without those of work that was left. */
async function stillInKernel(fs: Host["fs"], before: readonly string[] | null): Promise<string[]> {
  const now = await inKernel(fs);
  return now.filter((id) => !left.includes(id) && (before === null || before.includes(id)));
}

/** True where a disk has nothing waiting, or is gone. */
export async function answers(fs: Host["fs"], name: string): Promise<boolean> {
  return ((await readStat(fs, name))?.waiting ?? 0) === 0;
}

/** Those of the disks (`vda`) that have requests waiting and finish none for so long. At once where none has any. */
export async function silentAmong({ fs, sleep }: Host, disks: readonly string[], limitMs: number): Promise<string[]> {
  const stats = async (names: readonly string[]): Promise<Map<string, number>> => new Map((await Promise.all(names.map(async (name) => [name, await readStat(fs, name)] as const)))
    .flatMap(([name, stat]): [string, number][] => (stat === null || stat.waiting === 0 ? [] : [[name, stat.finished]])));
  let silent = await stats(disks);
  for (let waited = 0; waited < limitMs && silent.size > 0; waited += POLL_MS) {
    await sleep(POLL_MS);
    const now = await stats([...silent.keys()]);
    silent = new Map([...now].filter(([name, finished]) => silent.get(name) === finished));
  }
  return [...silent.keys()];
}

/** What comes of `work`; or, where disks hang meanwhile, of `leave`, given their names: see untilHangs(). What was begun may still go on then. */
export async function unlessHangs<T>(host: Host, disks: readonly string[], limit: Limit, work: () => Promise<T>, leave: (disks: string[]) => Promise<T>): Promise<T> {
  let over = false;
  const done = work().finally(() => { over = true; });
  const hangs = untilHangs(host, disks, limit, () => over).then(async (names) => {
    if (names !== null) left = [...left, ...(await inKernel(host.fs))];
    return names;
  });
  return Promise.race([done, hangs.then((names) => (names === null ? done : leave(names)))]);
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
