import type { Machine } from "../apply/machine.ts";

const LOCK = "/run/ramvisor/lock";
const WAIT_MS = 60_000;
const POLL_MS = 100;

/** Another run of Ramvisor changes this host at this moment. */
export class Busy extends Error {
  override name = "Busy";
}

/**
 * Runs `task` while no other run changes this host: `apply` on the console, a NIC that came late and the saving
 * of guests must not mix. A lock whose process is gone is taken over. @throws Busy after 60 s.
 */
export async function withLock<T>(machine: Pick<Machine, "fs" | "sleep" | "pid">, task: () => Promise<T>): Promise<T> {
  const { fs, sleep, pid } = machine;
  await fs.makeDir("/run/ramvisor");
  for (let waited = 0; ; waited += POLL_MS) {
    try {
      await fs.create(LOCK, String(pid));
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const owner = (await fs.readText(LOCK).catch(() => "")).trim();
    // Empty for the moment between making the file and writing into it.
    if (owner !== "" && !(await fs.exists(`/proc/${owner}`))) await fs.remove(LOCK);
    else if (waited >= WAIT_MS) throw new Busy(`another run of ramvisor (process ${owner}) has been changing this host for over a minute`);
    else await sleep(POLL_MS);
  }
  try {
    return await task();
  } finally {
    await fs.remove(LOCK);
  }
}
