import { Failed } from "../apply/explain.ts";
import type { Machine } from "../apply/machine.ts";
import type { ReadFs } from "../model/ports.ts";

const LOCK = "/run/ramvisor/lock";
const WAIT_MS = 60_000;
const POLL_MS = 100;

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
  for (let waited = 0; ; waited += POLL_MS) {
    try {
      await fs.create(LOCK, own);
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const [owner = "", began] = (await fs.readText(LOCK).catch(() => "")).trim().split(" ");
    // Empty for the moment between making the file and writing into it.
    if (owner !== "" && (await startTime(fs, owner)) !== began) await fs.remove(LOCK);
    else if (waited >= WAIT_MS) throw new Busy({ code: "busy", process: owner });
    else await sleep(POLL_MS);
  }
  try {
    return await task();
  } finally {
    await fs.remove(LOCK);
  }
}

/**
 * Field 22 of /proc/PID/stat (proc_pid_stat(5)): tells a process from a later one with its number. Null: it is gone, or has ended all but a
 * thread that waits for a disk in the kernel and does nothing more.
 */
async function startTime(fs: ReadFs, pid: string): Promise<string | null> {
  const stat = await fs.readText(`/proc/${pid}/stat`).catch(() => null);
  // The name, field 2, may hold blanks and brackets: count from the last bracket.
  const [state, ...rest] = stat?.slice(stat.lastIndexOf(")") + 2).split(" ") ?? [];
  return state === "Z" || state === "X" ? null : (rest[18] ?? null);
}
