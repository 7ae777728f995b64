import { execa } from "execa";
import { Unable } from "./fail.ts";

interface CommandOptions {
  cwd?: string;
  input?: string;
  /** Added to the environment of this process. */
  env?: Record<string, string>;
  /** Run through sudo where this process is not root. */
  root?: boolean;
}

/** Answers in English, and times in FAT (mtools) that do not depend on where somebody builds. */
const COMMON_ENV = { LC_ALL: "C", TZ: "UTC" };

export const isRoot = (): boolean => process.getuid?.() === 0;

/** True where commands can be run as root without asking: as root already, or through sudo without a password. */
export async function canBeRoot(): Promise<boolean> {
  if (isRoot()) return true;
  return (await execa("sudo", ["-n", "true"], { reject: false })).exitCode === 0;
}

/**
 * Runs one program to its end and gives its standard output.
 * Throws Unable with the program's own last words where it fails. SIGINT reaches the child as well (same group).
 */
export async function command(program: string, args: readonly string[], options: CommandOptions = {}): Promise<string> {
  // sudo keeps no variable of this process but what `env` names.
  const named = Object.entries({ ...COMMON_ENV, ...options.env }).map(([name, value]) => `${name}=${value}`);
  const [file, argv] = options.root === true && !isRoot() ? ["sudo", ["-n", "--", "env", ...named, program, ...args]] : [program, [...args]];
  const result = await execa(file, argv, {
    reject: false,
    env: { ...COMMON_ENV, ...options.env },
    stdin: options.input === undefined ? "ignore" : "pipe",
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.input === undefined ? {} : { input: options.input }),
  });
  if (result.exitCode !== 0) {
    const said = `${result.stderr}\n${result.stdout}`.trim().split("\n").slice(-8).join("\n");
    throw new Unable(`${program} failed${result.exitCode === undefined ? "" : ` with exit code ${String(result.exitCode)}`}: ${said || result.shortMessage || ""}`);
  }
  return result.stdout;
}
