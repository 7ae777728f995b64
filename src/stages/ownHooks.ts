import { join } from "node:path";
import { explain } from "../apply/explain.ts";
import type { Machine } from "../apply/machine.ts";
import { mountAt } from "../apply/mounts.ts";
import { isHookName, MOST_HOOK_BYTES, MOST_HOOKS, type PoolHook, type PoolHooks, withinAnswer } from "../peers/poolHooks.ts";
import { hooksAt, poolPath } from "../plan/disks/pools.ts";

type At = Pick<Machine, "fs" | "log">;
type Leave = (path: string, why: string) => void;

/** Hands the hooks of this node's pools to the nodes that have their other sides. */
export interface OwnHooks {
  /** Those of `pools` as last read. Null: `has` is their digest; undefined: nothing has been read yet. Never waits. */
  handOut(pools: readonly string[], has: string): PoolHooks | null | undefined;
}

/**
 * Reads below `readable()`, the pools that are mounted and whose disks answer (null: not known yet), after each answer, for the next one. Below a disk that dies
 * a read may hang for ever: it is never waited for, and no further one begins meanwhile.
 */
export function ownHooks(machine: At, readable: () => readonly string[] | null): OwnHooks {
  let known: ReadonlyMap<string, PoolHook[]> | null = null;
  let isReading = false;
  const left = new Set<string>();
  const leave: Leave = (path, why) => {
    if (!left.has(path)) machine.log.warn({ hook: path, why }, "a hook is not handed to the other node");
    left.add(path);
  };
  const read = async (): Promise<void> => {
    const pools = readable();
    if (pools === null) return;
    for (const pool of pools) {
      const hooks = await hooksIn(machine, pool, leave).catch((error: unknown) => {
        leave(hooksAt(poolPath(pool)), explain(error));
        return null;
      });
      // Unmounted meanwhile, its folder looks like one without hooks.
      const isMounted = (await mountAt(machine.fs, poolPath(pool)).catch(() => null)) !== null;
      if (hooks !== null && isMounted) known = new Map([...(known ?? []), [pool, hooks]]);
    }
    known = new Map([...(known ?? [])].filter(([pool]) => pools.includes(pool)));
  };
  const readOn = (): void => {
    if (isReading) return;
    isReading = true;
    void read().finally(() => { isReading = false; });
  };
  return {
    handOut: (pools, has) => {
      const all = known;
      readOn();
      if (all === null) return undefined;
      const shared = new Map([...pools].sort().flatMap((pool) => { const hooks = all.get(pool); return hooks === undefined ? [] : [[pool, hooks] as const]; }));
      const told = withinAnswer(shared, (pool, name) => { leave(join(hooksAt(poolPath(pool)), name), "there are too many bytes of hooks"); });
      return told.digest === has ? null : told;
    },
  };
}

/** A pool's executable hooks, by name. @throws errno errors but for what is gone: a pool that cannot be read is none without hooks. */
async function hooksIn({ fs }: At, pool: string, leave: Leave): Promise<PoolHook[]> {
  const dir = hooksAt(poolPath(pool));
  const hooks: PoolHook[] = [];
  for (const name of ((await unlessGone(fs.list(dir))) ?? []).sort()) {
    const path = join(dir, name);
    const size = name.startsWith(".") || (((await unlessGone(fs.mode(path))) ?? 0) & 0o111) === 0 ? null : await unlessGone(fs.size(path));
    if (size === null) continue;
    const bytes = size > MOST_HOOK_BYTES ? null : await unlessGone(fs.readBytes(path));
    if (!isHookName(name)) leave(path, "its name is not one for a file elsewhere");
    else if (hooks.length === MOST_HOOKS) leave(path, `there are more than ${MOST_HOOKS}`);
    else if (size > MOST_HOOK_BYTES || (bytes?.length ?? 0) > MOST_HOOK_BYTES) leave(path, `it has more than ${MOST_HOOK_BYTES} bytes`);
    else if (bytes !== null) hooks.push({ name, base64: Buffer.from(bytes).toString("base64") });
  }
  return hooks;
}

/** Null for what is gone, a link to nowhere, and what is no file. */
const unlessGone = <T>(read: Promise<T>): Promise<T | null> => read.catch((error: unknown) => {
  if (["ENOENT", "ELOOP", "EINVAL"].includes((error as NodeJS.ErrnoException).code ?? "")) return null;
  throw error;
});
