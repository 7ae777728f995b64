import type { StepOf } from "../../model/step.ts";
import { mustRun } from "../command.ts";
import type { ApplyContext, Result } from "../context.ts";

/** The keymap in force, since the kernel cannot tell its name. */
export const KEYMAP_IN_FORCE = "/run/ramvisor/keymap";

/**
 * Loads the console's keymap (loadkeys(1)). A machine without a virtual terminal (serial console alone) has
 * no keymap: nothing to do.
 */
export async function consoleKeymap({ fs, run }: ApplyContext, step: StepOf<"console.keymap">): Promise<Result> {
  if (!(await fs.exists("/dev/tty0"))) return "unchanged";
  if ((await fs.readText(KEYMAP_IN_FORCE).catch(() => "")) === step.keymap) return "unchanged";
  await mustRun(run, "loadkeys", ["-q", "-C", "/dev/tty0", step.keymap], { timeoutMs: 10_000 });
  await fs.makeDir("/run/ramvisor");
  await fs.replace(KEYMAP_IN_FORCE, step.keymap);
  return "changed";
}
