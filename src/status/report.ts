import type { Check, Report, Stage } from "../model/report.ts";
import type { Plan } from "../model/plan.ts";
import type { ReadFs } from "../model/ports.ts";
import type { StepOutcome } from "../model/step.ts";
import type { Machine } from "../apply/machine.ts";
import { mirrorAt } from "./mirror.ts";
import { pairNow } from "./pair.ts";

/** READY: the outcome is `configured`, and every check holds that does not depend on others (contract). */
export function isReady(plan: Pick<Plan, "outcome">, checks: readonly Check[]): boolean {
  return plan.outcome === "configured" && checks.every(({ ok, advisory }) => ok || advisory);
}

/** False where the check `pair` fails: a mirror with another node has lost a side, waits, is refused, or has diverged. */
export function isPairWhole({ checks }: Pick<Report, "checks">): boolean {
  return checks.every(({ name, ok }) => ok || name !== "pair");
}

/** What stands after `reason=`: why the outcome is not `configured`, else the first failing check's code. */
export function reasonOf(plan: Pick<Plan, "outcome" | "problems">, checks: readonly Check[]): string | null {
  const errors = plan.problems.filter(({ severity }) => severity === "error");
  switch (plan.outcome) {
    case "rescue":
      return errors.some(({ code }) => code === "nic.none") ? "nic.none" : "nic.no-match";
    case "unconfigured":
      return "token.none";
    case "degraded":
      return errors.find(({ code }) => code.startsWith("nic."))?.code ?? "token.error";
    case "configured":
      return checks.find(({ ok, advisory }) => !ok && !advisory)?.code ?? null;
  }
}

/** MemTotal less MemAvailable of /proc/meminfo, in bytes: what `free` calls used. Null where it cannot be read. */
export async function memoryUsed(fs: ReadFs): Promise<number | null> {
  const text = await fs.readText("/proc/meminfo").catch(() => "");
  const kibibytes = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(text)?.[1] ?? Number.NaN);
  const used = (kibibytes("MemTotal") - kibibytes("MemAvailable")) * 1024;
  return Number.isFinite(used) ? used : null;
}

/**
 * The report of a start, or of a moment on a running host. `readySeconds`: null where it is not ready; `activePools`: those that
 * libvirt names.
 */
export async function makeReport(
  machine: Pick<Machine, "fs" | "space" | "uptime">,
  plan: Plan,
  seen: { checks: Check[]; activePools: readonly string[]; steps: StepOutcome[]; stages: Stage[]; readySeconds: number | null },
): Promise<Report> {
  const ready = isReady(plan, seen.checks);
  const mounts = plan.steps.flatMap((step) => (step.action === "pool.mount" ? [step] : []));
  const pools = await Promise.all(mounts.map(async ({ pool, path }) => {
    const outcome = seen.steps.filter(({ action }) => action === "pool.mount")[mounts.findIndex((mount) => mount.pool === pool)];
    const mounted = outcome?.result === "changed" || outcome?.result === "unchanged";
    const space = mounted ? await machine.space(path) : null;
    return { name: pool, path, active: mounted && seen.activePools.includes(pool), sizeBytes: space?.sizeBytes ?? null, freeBytes: space?.freeBytes ?? null, mirror: mounted ? await mirrorAt(machine.fs, path) : null };
  }));
  return {
    outcome: plan.outcome,
    ready,
    readySeconds: ready ? seen.readySeconds : null,
    reason: ready ? null : reasonOf(plan, seen.checks),
    stages: seen.stages,
    checks: seen.checks,
    memoryUsedBytes: await memoryUsed(machine.fs),
    pools,
    cluster: await pairNow(machine.fs, plan, machine.uptime()),
    steps: seen.steps,
  };
}
