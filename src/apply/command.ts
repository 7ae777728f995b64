import type { Run, RunOptions, RunResult } from "../model/ports.ts";
import { CommandFailed } from "./explain.ts";

/**
 * Runs a command that must succeed. @throws CommandFailed with program, exit code and what it said, also where
 * the program is missing or ran out of time. `accept`: exit codes that mean success (default 0 alone).
 */
export async function mustRun(run: Run, program: string, args: readonly string[], options: RunOptions & { accept?: readonly number[] } = {}): Promise<RunResult> {
  const { accept = [0], ...runOptions } = options;
  const result = await run(program, args, runOptions);
  if (result.failure === "not-found") throw new CommandFailed(`${program} is not installed`);
  if (result.failure === "timeout") throw new CommandFailed(`${program} did not finish in time`);
  if (result.code === null) throw new CommandFailed(`${program} was killed`);
  if (!accept.includes(result.code)) {
    const said = (result.stderr.trim() || result.stdout.trim()).split("\n").slice(0, 3).join("; ");
    throw new CommandFailed(`${program} ended with code ${result.code}${said === "" ? "" : `: ${said}`}`);
  }
  return result;
}
