import { join } from "node:path";
import type { Machine } from "../apply/machine.ts";
import { mountAt } from "../apply/mounts.ts";
import { within } from "../facts/limit.ts";
import type { PairReport, ResourceReport } from "../model/pair.ts";
import { hooksAt, poolPath, POOLS_DIR } from "../plan/disks/pools.ts";
import type { EventName, PairEvent } from "./hookNews.ts";
import { PEER_HOOKS_DIR } from "./peerHooks.ts";

/** An administrator's own, for this start; and on each mounted pool, so that they outlive it. */
const HOOKS_DIR = "/etc/ramvisor/hooks.d";
const LIMIT_S = 60;
/** A folder below which a disk has just died may never be listed. */
const LIST_MS = 10_000;

/** What the copies of a peer's hooks are called for: it may be dead. The rest it tells itself, as it leads. */
const TROUBLE: ReadonlySet<EventName> = new Set(["lost", "waiting", "diverged", "refused", "failed", "stuck"]);

/** A pool below which a disk hangs holds up all who read in it. */
export const hangs = ({ state, unreadable }: ResourceReport): boolean => state === "refused" && unreadable !== undefined;

/** A folder's executable files, by name. */
async function executables(fs: Machine["fs"], dir: string): Promise<string[]> {
  const found: string[] = [];
  for (const name of (await fs.list(dir)).sort()) {
    if (!name.startsWith(".") && ((await fs.mode(join(dir, name)).catch(() => 0)) & 0o111) !== 0) found.push(join(dir, name));
  }
  return found;
}

/** The hooks that are there now for an event: those of /etc, then of the pools that are mounted here, then the copies for a pool that is not. */
async function hooksFor({ fs }: Pick<Machine, "fs">, { resources }: PairReport, { event, resource }: PairEvent): Promise<string[]> {
  const mounted: string[] = [];
  for (const pool of (await fs.list(POOLS_DIR).catch(() => [])).sort()) if ((await mountAt(fs, poolPath(pool)).catch(() => null)) !== null) mounted.push(pool);
  const hanging = new Set(resources.filter(hangs).map(({ pool }) => pool));
  const dirs = [HOOKS_DIR, ...mounted.filter((pool) => !hanging.has(pool)).map((pool) => hooksAt(poolPath(pool)))];
  if (TROUBLE.has(event) && !mounted.includes(resource.pool)) dirs.push(join(PEER_HOOKS_DIR, resource.pool));
  const found: string[] = [];
  for (const dir of dirs) found.push(...(await within(LIST_MS, executables(fs, dir)).catch(() => [])));
  return found;
}

/** Calls every hook for every event, one after the other. Never rejects: a hook that fails, hangs or is no program is logged, and that is all. */
export async function callHooks(machine: Pick<Machine, "fs" | "run" | "log">, pair: PairReport, events: readonly PairEvent[]): Promise<void> {
  for (const happened of events) {
    const { event, resource, before } = happened;
    const variables = Object.entries({
      EVENT: event, RESOURCE: resource.name || resource.disk, POOL: resource.pool, STATE: resource.state, BEFORE: before, HOST: pair.host, PEER: resource.peerHost ?? "",
      ROLE: resource.role ?? "", SITUATION: resource.situation, SINCE: resource.goneSince ?? "",
    }).map(([name, value]) => `RAMVISOR_${name}=${value}`);
    for (const hook of await hooksFor(machine, pair, happened).catch(() => [])) {
      // timeout(1) ends what the hook has started, too. env(1) would take a file with a = in its name for one more variable.
      const { code, stdout, stderr, failure } = await machine.run("timeout", ["-k", "5", String(LIMIT_S), "env", ...variables, "sh", "-c", 'exec "$0" "$@"', hook, event, resource.name || resource.disk], { timeoutMs: (LIMIT_S + 10) * 1000 });
      const said = `${stdout}\n${stderr}`.trim().slice(0, 2000);
      const ended = code === 124 || code === 137 ? `not done within ${LIMIT_S} s` : failure === null ? `exit code ${String(code)}` : failure;
      if (code === 0) machine.log.info({ hook, event, resource: resource.name, said }, "hook");
      else machine.log.warn({ hook, event, resource: resource.name, said, ended }, "a hook failed");
    }
  }
}
