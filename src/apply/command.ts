import type { Run, RunOptions, RunResult } from "../model/ports.ts";
import { CommandFailed } from "./explain.ts";

/**
 * Runs a command that must succeed. @throws CommandFailed with program, exit code and what it said, also where
 * the program is missing or ran out of time. `accept`: exit codes that mean success (default 0 alone).
 */
export async function mustRun(run: Run, program: string, args: readonly string[], options: RunOptions & { accept?: readonly number[] } = {}): Promise<RunResult> {
  const { accept = [0], ...runOptions } = options;
  const result = await run(program, args, runOptions);
  if (result.failure === "not-found") throw new CommandFailed({ code: "program-missing", program });
  if (result.failure === "timeout") throw new CommandFailed({ code: "program-timeout", program });
  if (result.code === null) throw new CommandFailed({ code: "program-killed", program });
  if (!accept.includes(result.code)) {
    const said = (result.stderr.trim() || result.stdout.trim()).split("\n").slice(0, 3).map((line) => line.trim()).join("; ");
    throw new CommandFailed({ code: "program-failed", program, exit: result.code, said });
  }
  return result;
}
