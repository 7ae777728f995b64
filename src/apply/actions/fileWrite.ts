import { dirname } from "node:path";
import type { StepOf } from "../../model/step.ts";
import type { ApplyContext, Result } from "../context.ts";

/** Writes one configuration file whole, or nothing where content and mode are already right. */
export async function fileWrite({ fs }: ApplyContext, step: StepOf<"file.write">): Promise<Result> {
  const before = await fs.readText(step.path).catch(() => null);
  if (before === step.content) {
    if ((await fs.mode(step.path)) === step.mode) return "unchanged";
    await fs.setMode(step.path, step.mode);
    return "changed";
  }
  await fs.makeDir(dirname(step.path));
  await fs.replace(step.path, step.content, { mode: step.mode });
  return "changed";
}
