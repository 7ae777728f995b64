import { join } from "node:path";
import type { Machine } from "../apply/machine.ts";
import { acceptedHooks, bytesOf, type PoolHook } from "../peers/poolHooks.ts";

/**
 * Copies of the hooks that lie on pools which another node has mounted, a folder for each pool. They are gone with the start, as what lies in /run is; but
 * /run is mounted so that no program there can be started (`noexec`, initramfs-tools).
 */
export const PEER_HOOKS_DIR = "/var/lib/ramvisor/peer-hooks";

/** Keeps the peers' hooks on this node. `pools`: those that a peer may tell hooks of. */
export interface PeerHooks {
  /** The digest of what this process has kept of a peer; empty where that is nothing. */
  has(peer: number, pools: readonly string[]): string;
  /** Keeps what a peer said of its hooks; a pool that it says nothing of stays as it is. */
  keep(peer: number, pools: readonly string[], told: unknown): Promise<void>;
  /** Removes the copies of pools that are mounted here: their own hooks count, and may be others by now. */
  drop(pools: readonly string[]): Promise<void>;
}

/**
 * What is kept is started later, as root. That gives a peer nothing new: whoever knows the pair's secret is root here through the nodes' own SSH, whose
 * key is made of it.
 */
export function peerHooks({ fs, log }: Pick<Machine, "fs" | "log">): PeerHooks {
  const digests = new Map<number, { of: string; digest: string }>();
  // What was rejected since its pool was not shared yet has to be asked for again once it is.
  const of = (pools: readonly string[]): string => JSON.stringify([...pools].sort());
  return {
    has: (peer, pools) => { const known = digests.get(peer); return known?.of === of(pools) ? known.digest : ""; },
    keep: async (peer, pools, told) => {
      // An older version, one that has not read any yet, and one that has the same as before.
      if (told === undefined || told === null) return;
      const accepted = acceptedHooks(told, pools);
      if (accepted === null) {
        log.warn({ peer: peer + 1 }, "what a peer says of its hooks is not understood");
        return;
      }
      if (accepted.rejected.length > 0) log.warn({ peer: peer + 1, rejected: accepted.rejected }, "hooks of a peer are not taken");
      for (const [pool, hooks] of Object.entries(accepted.pools)) await replaceAll(fs, pool, hooks);
      digests.set(peer, { of: of(pools), digest: accepted.digest });
    },
    drop: async (pools) => { for (const pool of pools) await fs.removeTree(join(PEER_HOOKS_DIR, pool)); },
  };
}

/** All of a pool's copies at once: a hook is never called beside those of another state. */
async function replaceAll(fs: Machine["fs"], pool: string, hooks: readonly PoolHook[]): Promise<void> {
  const [dir, next, before] = [join(PEER_HOOKS_DIR, pool), join(PEER_HOOKS_DIR, `.${pool}.next`), join(PEER_HOOKS_DIR, `.${pool}.before`)];
  for (const left of [next, before]) await fs.removeTree(left);
  if (hooks.length > 0) {
    await fs.makeDir(PEER_HOOKS_DIR, 0o700);
    await fs.makeDir(next, 0o700);
    for (const hook of hooks) await fs.replace(join(next, hook.name), bytesOf(hook), { mode: 0o700 });
  }
  if (await fs.exists(dir)) await fs.rename(dir, before);
  if (hooks.length > 0) await fs.rename(next, dir);
  await fs.removeTree(before);
}
