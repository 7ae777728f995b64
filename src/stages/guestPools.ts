import { join } from "node:path";
import { isMirror } from "../apply/drbd.ts";
import { RESTORED_DIR } from "../apply/guestStore.ts";
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
  // The default pool takes guests without a disk in any.
  return pools.sort((a, b) => Number(b.name === "default") - Number(a.name === "default") || (a.name < b.name ? -1 : 1));
}

/** Pools of ours that are not mounted here now: this node gave its side up, or the other one leads. Their guests may still be defined here. */
export async function poolsAway({ fs }: Machine): Promise<{ name: string; path: string }[]> {
  const names = await Promise.all([POOLS_DIR, RESTORED_DIR].map((dir) => fs.list(dir).catch(() => [])));
  const pools = [...new Set(names.flat())].filter((name) => !name.startsWith(".")).map((name) => ({ name, path: poolPath(name) }));
  const mounts = await Promise.all(pools.map(({ path }) => mountAt(fs, path)));
  return pools.filter((_, at) => mounts[at] === null);
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
