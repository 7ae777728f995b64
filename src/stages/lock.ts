import { Failed } from "../apply/explain.ts";
import type { Machine } from "../apply/machine.ts";
import type { ReadFs } from "../model/ports.ts";

const LOCK = "/run/ramvisor/lock";
const WAIT_MS = 60_000;
const POLL_MS = 100;
/** Longer than the moment between making the file and writing into it. */
const EMPTY_MS = 5000;

/** This process has it: else a lock in its name was given back to it after it had ended. */
let holding = false;

/** Another run of Ramvisor changes this host at this moment. */
export class Busy extends Failed {
  override name = "Busy";
}

/**
 * Runs `task` while no other run changes this host: `apply` on the console, a NIC that came late and the saving
 * of guests must not mix. A lock whose process is gone is taken over. @throws Busy after 60 s.
 */
export async function withLock<T>(machine: Pick<Machine, "fs" | "sleep" | "pid">, task: () => Promise<T>): Promise<T> {
  const { fs, sleep, pid } = machine;
  await fs.makeDir("/run/ramvisor");
  const own = `${pid} ${(await startTime(fs, String(pid))) ?? 0}`;
  let emptyMs = 0;
  for (let waited = 0; ; waited += POLL_MS) {
    try {
      await fs.create(LOCK, own);
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const text = (await fs.readText(LOCK).catch(() => null))?.trim();
    const [owner = "", began] = (text ?? "").split(" ");
    // Empty for a moment, or left so by a run that was killed in it.
    emptyMs = text === "" ? emptyMs + POLL_MS : 0;
    const gone = owner === "" ? emptyMs > EMPTY_MS : text === own ? !holding : (await startTime(fs, owner)) !== began;
    if (text !== undefined && gone) await takeAway(fs, text, own);
    else if (waited >= WAIT_MS) throw new Busy({ code: "busy", process: owner });
    else await sleep(POLL_MS);
  }
  holding = true;
  try {
    return await task();
  } finally {
    holding = false;
    if ((await fs.readText(LOCK).catch(() => "")).trim() === own) await fs.remove(LOCK);
  }
}

/**
 * Removes the lock of a run that is gone. Another one may have done so just now, and have made its own: what was taken away is looked at, and
 * given back where it is not `dead`.
 */
async function takeAway(fs: Machine["fs"], dead: string, own: string): Promise<void> {
  const aside = `${LOCK}.${own.replace(" ", "-")}`;
  try {
    await fs.rename(LOCK, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  const taken = (await fs.readText(aside)).trim();
  if (taken !== dead) await fs.create(LOCK, taken).catch(() => undefined);
  await fs.remove(aside);
}

/**
 * Field 22 of /proc/PID/stat (proc_pid_stat(5)): tells a process from a later one with its number. Null: it is gone, or has ended all but a
 * thread that waits for a disk in the kernel and does nothing more.
 */
export async function startTime(fs: ReadFs, pid: string): Promise<string | null> {
  const stat = await fs.readText(`/proc/${pid}/stat`).catch(() => null);
  // The name, field 2, may hold blanks and brackets: count from the last bracket.
  const [state, ...rest] = stat?.slice(stat.lastIndexOf(")") + 2).split(" ") ?? [];
  return state === "Z" || state === "X" ? null : (rest[18] ?? null);
}
