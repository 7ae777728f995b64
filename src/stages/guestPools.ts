import { join } from "node:path";
import { isMirror } from "../apply/drbd.ts";
import { type GuestFiles, readStored, RESTORED_DIR, storeOf, uuidOf } from "../apply/guestStore.ts";
import type { Machine } from "../apply/machine.ts";
import { disksBelow, mountAt } from "../apply/mounts.ts";
import { POOLS_DIR, poolPath } from "../plan/disks/pools.ts";

export interface Pool {
  name: string;
  path: string;
  /** Kernel names of the disks below; none for a pool of the pair: what waits there may wait for the other node. */
  disks: string[];
  /** Names of stored guests that were not given to libvirt: it had others of the same name, or they could not be read. */
  leftAlone: Set<string>;
}

/** A pool of this node alone or of the pair: what counts is that its guests were restored, and that it is mounted now. */
export async function restoredPools({ fs }: Machine): Promise<Pool[]> {
  const pools: Pool[] = [];
  for (const name of await fs.list(RESTORED_DIR).catch(() => [])) {
    const path = poolPath(name);
    const mounted = name.startsWith(".") ? null : await mountAt(fs, path);
    if (mounted === null) continue;
    const leftAlone = (await fs.readText(join(RESTORED_DIR, name))).split("\n").filter((one) => one !== "");
    pools.push({ name, path, disks: isMirror(mounted.device) ? [] : await disksBelow(fs, mounted.device).catch(() => []), leftAlone: new Set(leftAlone) });
  }
  // The default pool takes guests without a disk in any, unless another one stores them already.
  return pools.sort((a, b) => Number(b.name === "default") - Number(a.name === "default") || (a.name < b.name ? -1 : 1));
}

/** Pools of ours that are not mounted here now: this node gave its side up, or the other one leads. Their guests may still be defined here. */
export async function poolsAway({ fs }: Machine): Promise<{ name: string; path: string }[]> {
  const names = await Promise.all([POOLS_DIR, RESTORED_DIR].map((dir) => fs.list(dir).catch(() => [])));
  const pools = [...new Set(names.flat())].filter((name) => !name.startsWith(".")).map((name) => ({ name, path: poolPath(name) }));
  const mounts = await Promise.all(pools.map(({ path }) => mountAt(fs, path)));
  return pools.filter((_, at) => mounts[at] === null);
}

/** What a pool stores of this very guest; null where it has none of the name, or another one. What lies there and cannot be read rejects. */
export async function storedOf({ fs }: Pick<Machine, "fs">, { path }: Pick<Pool, "path">, name: string, uuid: string | null): Promise<GuestFiles | null> {
  const store = storeOf(path);
  const stored = (await fs.exists(join(store, name))) ? await readStored(fs, store, name) : null;
  return stored !== null && uuid !== null && uuidOf(stored) === uuid ? stored : null;
}

/**
 * Where a guest is kept whose disks lie in no pool: where it is stored already. Any other pool may go back to the other node, which would then start what
 * still runs here. Where several store it, what was left alone is the second copy. `stored`: see storedOf(). @throws whatever hinders a look, where no other has it
 */
export async function homeWithoutDisk(pools: readonly Pool[], fallback: Pool, name: string, stored: (pool: Pool) => Promise<GuestFiles | null>): Promise<Pool> {
  const having: Pool[] = [];
  const unread: unknown[] = [];
  for (const pool of pools.length > 1 ? pools : []) {
    if ((await stored(pool).catch((error: unknown) => void unread.push(error))) != null) having.push(pool);
  }
  const home = having.find(({ leftAlone }) => !leftAlone.has(name)) ?? having[0];
  if (home === undefined && unread.length > 0) throw unread[0];
  return home ?? fallback;
}

/** The pool of the first disk that lies in one: `<source file='…'>`, `<source dev='…'>` or `<source pool='…'>`. */
export function poolOf(xml: string, pools: readonly { name: string; path: string }[]): string | null {
  for (const [disk] of xml.matchAll(/<disk\b[\s\S]*?<\/disk>/g)) {
    const source = /<source\b([^>]*)>/.exec(disk)?.[1] ?? "";
    const value = (name: string): string | undefined => new RegExp(`\\b${name}=(['"])(.*?)\\1`).exec(source)?.[2];
    const path = value("file") ?? value("dev");
    const pool = pools.find((one) => (path === undefined ? value("pool") === one.name : path.startsWith(`${one.path}/`)));
    if (pool !== undefined) return pool.name;
  }
  return null;
}
