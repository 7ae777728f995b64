import { join } from "node:path";
import type { Machine } from "../apply/machine.ts";
import { mountAt } from "../apply/mounts.ts";
import type { PairReport, ResourceReport } from "../model/pair.ts";
import { POOLS_DIR } from "../plan/disks/pools.ts";

/** What a hook is called for. README lists them. */
export type EventName = "lost" | "syncing" | "synced" | "whole" | "diverged" | "refused" | "failed" | "stuck" | "taken-over";

export interface PairEvent {
  event: EventName;
  resource: ResourceReport;
  /** The state before; empty where there was none in this start. */
  before: string;
}

/** An administrator's own, for this start; and on each mounted pool, so that they outlive it. */
const HOOKS_DIR = "/etc/ramvisor/hooks.d";
const LIMIT_S = 60;

/** What happened between two rounds. At a stage's first one, only what a person has to decide counts as news. Pure. */
export function eventsBetween(before: PairReport | null, now: PairReport): PairEvent[] {
  return now.resources.flatMap((resource) => {
    const was = before?.resources.find(({ name, disk }) => name === resource.name && disk === resource.disk);
    const tell = (event: EventName): PairEvent => ({ event, resource, before: was?.state ?? "" });
    const { state } = resource;
    const taken = was !== undefined && was.role !== "Primary" && resource.role === "Primary" && state === "lost" ? [tell("taken-over")] : [];
    if (was?.state === state || state === "making" || state === "waiting") return taken;
    if (was === undefined) return state === "diverged" || state === "refused" ? [tell(state)] : taken;
    return [...(state === "whole" && was.state === "syncing" ? [tell("synced")] : []), tell(state), ...taken];
  });
}

/** The hooks that are there now: executable files, the pools' after those of /etc, each folder's by name. A pool below which a disk hangs would hold all of them up. */
async function hooks({ fs }: Pick<Machine, "fs">, { resources }: PairReport): Promise<string[]> {
  const hangs = new Set(resources.flatMap(({ pool, state, unreadable }) => (state === "refused" && unreadable !== undefined ? [pool] : [])));
  const pools = (await fs.list(POOLS_DIR).catch(() => [])).filter((pool) => !hangs.has(pool));
  const mounted: string[] = [];
  for (const pool of pools.sort()) if ((await mountAt(fs, join(POOLS_DIR, pool)).catch(() => null)) !== null) mounted.push(join(POOLS_DIR, pool, ".ramvisor", "hooks"));
  const found: string[] = [];
  for (const dir of [HOOKS_DIR, ...mounted]) {
    for (const name of (await fs.list(dir).catch(() => [])).sort()) {
      if (!name.startsWith(".") && ((await fs.mode(join(dir, name)).catch(() => 0)) & 0o111) !== 0) found.push(join(dir, name));
    }
  }
  return found;
}

/** Calls every hook for every event, one after the other. Never rejects: a hook that fails, hangs or is no program is logged, and that is all. */
export async function callHooks(machine: Pick<Machine, "fs" | "run" | "log">, pair: PairReport, events: readonly PairEvent[]): Promise<void> {
  for (const { event, resource, before } of events) {
    const variables = Object.entries({
      EVENT: event, RESOURCE: resource.name || resource.disk, POOL: resource.pool, STATE: resource.state, BEFORE: before, HOST: pair.host, PEER: resource.peerHost ?? "",
      ROLE: resource.role ?? "", SITUATION: resource.situation, SINCE: resource.goneSince ?? "",
    }).map(([name, value]) => `RAMVISOR_${name}=${value}`);
    for (const hook of await hooks(machine, pair).catch(() => [])) {
      // timeout(1) ends what the hook has started, too.
      const { code, stdout, stderr, failure } = await machine.run("timeout", ["-k", "5", String(LIMIT_S), "env", ...variables, hook, event, resource.name || resource.disk], { timeoutMs: (LIMIT_S + 10) * 1000 });
      const said = `${stdout}\n${stderr}`.trim().slice(0, 2000);
      const ended = code === 124 || code === 137 ? `not done within ${LIMIT_S} s` : failure === null ? `exit code ${String(code)}` : failure;
      if (code === 0) machine.log.info({ hook, event, resource: resource.name, said }, "hook");
      else machine.log.warn({ hook, event, resource: resource.name, said, ended }, "a hook failed");
    }
  }
}
