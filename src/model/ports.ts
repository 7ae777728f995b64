/**
 * The narrow views of the machine that rooms are given: a test hands over memfs or a table of answers instead.
 */

/** Reads only. Every call rejects with an errno error (`code` set), as node:fs/promises does; memfs fits. */
export interface ReadFs {
  readText(path: string): Promise<string>;
  list(dir: string): Promise<string[]>;
  readLink(path: string): Promise<string>;
  realPath(path: string): Promise<string>;
  exists(path: string): Promise<boolean>;
}

export interface RunResult {
  /** Null where it was killed (time limit) or could not be started. */
  code: number | null;
  stdout: string;
  stderr: string;
  /** `not-found` where there is no such program, `timeout` where the limit passed. */
  failure: "not-found" | "timeout" | "signal" | null;
}

export interface RunOptions {
  timeoutMs?: number;
  input?: string;
}

/** Starts one program with an argument array, LC_ALL=C and a fixed PATH; never rejects, never goes through a shell. */
export type Run = (program: string, args: readonly string[], options?: RunOptions) => Promise<RunResult>;
