import { dirname } from "node:path";
import type { StepOf } from "../../model/step.ts";
import type { ApplyContext, Result } from "../context.ts";

/** Makes a symbolic link, in the place of whatever file or link has its name. */
export async function linkMake({ fs }: ApplyContext, step: StepOf<"link.make">): Promise<Result> {
  if ((await fs.readLink(step.path).catch(() => null)) === step.target) return "unchanged";
  await fs.makeDir(dirname(step.path));
  await fs.makeLink(step.target, step.path);
  return "changed";
}
