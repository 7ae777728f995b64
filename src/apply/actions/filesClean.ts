import { basename, join } from "node:path";
import type { StepOf } from "../../model/step.ts";
import type { ApplyContext, Result } from "../context.ts";

/** Removes files of ours that an earlier plan wrote and this one does not. `keep`: names, or paths in `dir`. */
export async function filesClean({ fs }: ApplyContext, step: StepOf<"files.clean">): Promise<Result> {
  const keep = new Set(step.keep.map((path) => basename(path)));
  const names = await fs.list(step.dir).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  });
  const stale = names.filter((name) => name.startsWith(step.prefix) && !keep.has(name));
  for (const name of stale) await fs.remove(join(step.dir, name));
  return stale.length > 0 ? "changed" : "unchanged";
}
