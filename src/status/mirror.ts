import { mountAt } from "../apply/mounts.ts";
import type { DiskReason, Plan } from "../model/plan.ts";
import type { ReadFs } from "../model/ports.ts";
import type { Check, MirrorState } from "../model/report.ts";
import { advisory, fails, holds } from "./check.ts";

/** Refusals that leave the data of a mirror unused. */
const LOST: ReadonlySet<DiskReason> = new Set(["mirror-diverged", "mirror-partial", "mirror-unreadable", "mirror-incomplete"]);

/**
 * How the array below a mount point fares, from sysfs (Linux Documentation/admin-guide/md.rst: degraded, sync_action,
 * sync_completed); null where no array is mounted there.
 */
export async function mirrorAt(fs: ReadFs, path: string): Promise<MirrorState | null> {
  const mounted = await mountAt(fs, path).catch(() => null);
  if (mounted === null) return null;
  const read = (file: string): Promise<string | null> => fs.readText(`/sys/dev/block/${mounted.device}/md/${file}`).then((text) => text.trim(), () => null);
  const [missing, action, completed] = await Promise.all([read("degraded"), read("sync_action"), read("sync_completed")]);
  if (missing === null) return null;
  // `3456 / 7890` in sectors; `none`, or `delayed` where another array on the same disk comes first.
  const [, done, all] = /^(\d+) \/ (\d+)$/.exec(completed ?? "") ?? [];
  const percent = done === undefined || all === undefined || Number(all) === 0 ? null : Math.floor((Number(done) * 100) / Number(all));
  if (missing !== "0") return action === "recover" ? { state: "rebuild", percent } : { state: "degraded", percent: null };
  return action === "resync" || action === "recover" ? { state: "resync", percent } : { state: "clean", percent: null };
}

/** Whether every mirror has both its disks: a warning alone, since guests run on one. */
export async function checkMirrors(fs: ReadFs, plan: Pick<Plan, "steps" | "disks">): Promise<Check> {
  const lost = plan.disks.filter(({ reason }) => LOST.has(reason)).map(({ id, reason }) => `${id} is refused (${reason})`);
  const states: { pool: string; mirror: MirrorState | null }[] = [];
  for (const step of plan.steps) if (step.action === "pool.mount" && step.mirror !== undefined) states.push({ pool: step.pool, mirror: await mirrorAt(fs, step.path) });
  const told = [...states.map(({ pool, mirror }) => `${pool}: ${mirrorText(mirror)}`), ...lost].join("; ");
  const has = (...wanted: (MirrorState["state"] | undefined)[]): boolean => states.some(({ mirror }) => wanted.includes(mirror?.state));
  const code = lost.length > 0 ? "mirror.refused" : has("degraded") ? "mirror.degraded" : has("rebuild") ? "mirror.rebuild" : has(undefined) ? "mirror.stopped" : null;
  return advisory(code === null ? holds("mirror", told === "" ? "none is planned" : told) : fails("mirror", code, told));
}

function mirrorText(mirror: MirrorState | null): string {
  if (mirror === null) return "does not run";
  const { state, percent } = mirror;
  const progress = percent === null ? "" : `, ${percent} %`;
  switch (state) {
    case "clean": return "both disks";
    case "resync": return `both disks, being matched${progress}`;
    case "rebuild": return `one disk, the other is being rebuilt${progress}`;
    case "degraded": return "degraded, one disk alone";
  }
}
