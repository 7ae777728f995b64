import type { Step } from "../model/step.ts";

/** The pool on whose disks a step works; null where on none. */
export function poolOf(step: Step, steps: readonly Step[]): string | null {
  if ("pool" in step) return step.pool;
  if (step.action !== "ssh.hostkeys" || step.dir === null) return null;
  const { dir } = step;
  const mount = steps.find((other) => (other.action === "pool.mount" || other.action === "pair.mount") && dir.startsWith(`${other.path}/`));
  return mount !== undefined && "pool" in mount ? mount.pool : null;
}

/** Ids of the disks that the steps of a pair name as what a pool lies on. */
export function sidesBelow(pool: string, steps: readonly Step[]): string[] {
  return steps.flatMap((step) => ("disk" in step && "pool" in step && step.pool === pool ? [step.disk.id] : []));
}

/** What is done in a step's place where its pool cannot be used: sshd needs a key, if only for this start. Null for all others. */
export function withoutPool(step: Step): Step | null {
  return step.action === "ssh.hostkeys" ? { ...step, dir: null } : null;
}
