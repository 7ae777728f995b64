import { execa } from "execa";
import type { Run, RunOptions, RunResult } from "../model/ports.ts";

/** A fixed PATH: the agent starts from the initramfs, where none is set. LC_ALL=C keeps messages parseable. */
const ENV = { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C" };

let apart = false;

/** From here on programs are started in sessions of their own: Ctrl-C at the terminal, and its end, do not reach them. */
export function runApart(): void {
  apart = true;
}

/** How long a program that was killed may take to end. */
const KILLED_MS = 3000;

/**
 * Starts one program; never rejects. The default time limit is 30 s. One that waits for a disk in the kernel does not end when it is killed, nor
 * does what it has started close its output: neither is waited for any longer.
 */
export const run: Run = async (program: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> => {
  const timeout = options.timeoutMs ?? 30_000;
  const started = execa(program, args, {
    reject: false,
    env: ENV,
    extendEnv: false,
    timeout,
    killSignal: "SIGKILL",
    stripFinalNewline: true,
    detached: apart,
    ...(options.input === undefined ? { stdin: "ignore" as const } : { input: options.input }),
  });
  let timer: NodeJS.Timeout | undefined;
  const stays = new Promise<null>((resolve) => { timer = setTimeout(() => { resolve(null); }, timeout + KILLED_MS); });
  const result = await Promise.race([started, stays]).finally(() => { clearTimeout(timer); });
  if (result === null) {
    started.unref();
    return { code: null, stdout: "", stderr: "", failure: "timeout" };
  }
  return {
    code: result.exitCode ?? null,
    stdout: result.stdout,
    stderr: result.stderr,
    failure: result.code === "ENOENT" ? "not-found" : result.timedOut ? "timeout" : result.exitCode === undefined ? "signal" : null,
  };
};
