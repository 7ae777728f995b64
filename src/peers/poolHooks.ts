import { createHash } from "node:crypto";

/** One executable hook of a pool. */
export interface PoolHook {
  name: string;
  base64: string;
}

/** By pool; one that has no hooks has an empty list. */
export type HooksByPool = Record<string, PoolHook[]>;

/** Hooks of the pools that are mounted on the telling node and have another side on the asking one. `digest`: SHA-256 over them, hex. */
export interface PoolHooks {
  digest: string;
  pools: HooksByPool;
}

export const MOST_HOOKS = 16;
export const MOST_HOOK_BYTES = 64 * 1024;
/** Of all hooks in one answer. In base64, and with a log beside them, they are far from the longest line. */
export const MOST_BYTES = 1024 * 1024;
/** A file's name may have 255; what is written first has some more around it. */
const MOST_NAME_BYTES = 225;

/** A name that stays in its folder, and is not hidden there. */
export const isHookName = (name: string): boolean => !/[/\0\n]/.test(name) && name !== "" && !name.startsWith(".") && Buffer.byteLength(name) <= MOST_NAME_BYTES;

export const bytesOf = ({ base64 }: PoolHook): Uint8Array => Buffer.from(base64, "base64");

/** What fits into one answer, pool by pool in the order given. `leave` gets what does not. */
export function withinAnswer(pools: ReadonlyMap<string, readonly PoolHook[]>, leave: (pool: string, name: string) => void): PoolHooks {
  let left = MOST_BYTES;
  const told: HooksByPool = {};
  for (const [pool, hooks] of pools) {
    told[pool] = hooks.filter((hook) => {
      const { length } = bytesOf(hook);
      const fits = length <= left;
      if (fits) left -= length;
      else leave(pool, hook.name);
      return fits;
    });
  }
  return { digest: createHash("sha256").update(JSON.stringify(told)).digest("hex"), pools: told };
}

/** What a peer said, as far as it keeps to the bounds and is of one of `pools`; `rejected` names the rest. Null where it is no such answer. */
export function acceptedHooks(told: unknown, pools: readonly string[]): (PoolHooks & { rejected: string[] }) | null {
  const { digest, pools: said } = (told ?? {}) as { digest?: unknown; pools?: unknown };
  if (typeof digest !== "string" || !/^[0-9a-f]{64}$/.test(digest) || typeof said !== "object" || said === null) return null;
  const accepted: HooksByPool = {};
  const rejected: string[] = [];
  let left = MOST_BYTES;
  for (const [pool, hooks] of Object.entries(said)) {
    if (!pools.includes(pool) || !Array.isArray(hooks)) {
      rejected.push(pool);
      continue;
    }
    const kept: PoolHook[] = [];
    for (const hook of hooks as unknown[]) {
      const length = isHook(hook) ? bytesOf(hook).length : Infinity;
      if (!isHook(hook) || length > Math.min(left, MOST_HOOK_BYTES) || kept.length === MOST_HOOKS || kept.some(({ name }) => name === hook.name)) {
        rejected.push(`${pool}: ${String((hook as Partial<PoolHook> | null)?.name).slice(0, 100)}`);
        continue;
      }
      left -= length;
      kept.push({ name: hook.name, base64: hook.base64 });
    }
    accepted[pool] = kept;
  }
  return { digest, pools: accepted, rejected };
}

function isHook(hook: unknown): hook is PoolHook {
  const { name, base64 } = (hook ?? {}) as Partial<Record<keyof PoolHook, unknown>>;
  return typeof name === "string" && isHookName(name) && typeof base64 === "string" && /^[A-Za-z0-9+/]*={0,2}$/.test(base64);
}
