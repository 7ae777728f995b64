import { readdirSync, rmSync, statSync } from "node:fs";
import { constants } from "node:os";
import { basename, dirname, join } from "node:path";

/** Far longer than a medium takes to be written. */
const FRESH_MS = 10 * 60_000;
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** The file beside `output` that this process writes first; nothing else makes names like it. */
export const unfinishedPath = (output: string): string => `${output}.${String(process.pid)}.part`;

/** Does something while that file may exist, and with its path; see gone(). Nothing helps against SIGKILL and a power cut: see removeStale(). */
export function withUnfinished<T>(output: string, act: (path: string) => Promise<T>): Promise<T> {
  const path = unfinishedPath(output);
  return gone(path, () => act(path));
}

/**
 * Does something while there may be private keys under a path, a file or a folder: it is gone afterwards, also where a signal ends
 * the process (exit code 128 and the signal's number, as a shell has it).
 */
export async function gone<T>(path: string, act: () => Promise<T>): Promise<T> {
  const remove = (): void => { rmSync(path, { recursive: true, force: true }); };
  const ended = (signal: NodeJS.Signals): void => {
    remove();
    process.exit(128 + constants.signals[signal]);
  };
  for (const signal of SIGNALS) process.on(signal, ended);
  try {
    return await act();
  } finally {
    remove();
    for (const signal of SIGNALS) process.off(signal, ended);
  }
}

/** Removes what processes that are no more have left beside `output`. What cannot be listed or removed stays: the write itself says what is wrong. */
export function removeStale(output: string): void {
  const [folder, start] = [dirname(output), `${basename(output)}.`];
  try {
    for (const name of readdirSync(folder)) {
      const [, pid] = (name.startsWith(start) && /^([1-9]\d{0,9})\.part$/.exec(name.slice(start.length))) || [];
      if (pid !== undefined && isLeft(join(folder, name), Number(pid))) rmSync(join(folder, name), { force: true });
    }
  } catch {
    return;
  }
}

/** Of one's own number it is an earlier process'; a process elsewhere, in a container or behind NFS, has its number there, and writes now and then. */
const isLeft = (file: string, pid: number): boolean => pid === process.pid || (!lives(pid) && Date.now() - statSync(file).mtimeMs > FRESH_MS);

/** Whether there is a process of this number; one of somebody else is one too (EPERM). */
function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
