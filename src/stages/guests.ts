import { basename, join } from "node:path";
import type { Machine } from "../apply/machine.ts";
import { definedGuests, dropGuest, MOVE_LEFT, MOVING_DIR, readDefined, readStored, RESTORED_DIR, saveGuest, storedGuests, storeOf, uuidOf, type GuestFiles } from "../apply/guestStore.ts";
import { mountAt } from "../apply/mounts.ts";
import { POOLS_DIR, poolPath } from "../plan/disks/pools.ts";

interface Pool {
  name: string;
  path: string;
  /** Names of stored guests that were not given to libvirt, since it had others of the same name. */
  leftAlone: Set<string>;
}

interface Kept {
  saved: string[];
  removed: string[];
}

/** A change that comes while a run is under way wakes nobody: it is looked for again, a few times at most. */
const ROUNDS = 5;

/**
 * Keeps libvirt's definitions in the pools: each guest where its disks lie, whether it runs, what is undefined removed. A pool
 * whose guests were not restored in this start is left as it is: a guest that is missing there may only be unread.
 */
export async function guestsStage(machine: Machine): Promise<Kept> {
  const done: Kept = { saved: [], removed: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    const { saved, removed } = await keepOnce(machine);
    done.saved.push(...saved.filter((name) => !done.saved.includes(name)));
    done.removed.push(...removed);
    if (saved.length + removed.length === 0) break;
  }
  if (done.saved.length + done.removed.length > 0) machine.log.info(done, "guests' definitions kept in the pools");
  return done;
}

async function keepOnce(machine: Machine): Promise<Kept> {
  const pools = await restoredPools(machine);
  const [fallback] = pools;
  const done: Kept = { saved: [], removed: [] };
  if (fallback === undefined) return done;
  const { fs, log } = machine;

  const away = await poolsAway(machine);
  /** Guests of pools that are not in use here: what is stored of them, wherever that is, is not ours to change. */
  const elsewhere = new Set<string>();
  const homes = new Map<string, { pool: Pool; files: GuestFiles }>();
  for (const name of await definedGuests(fs)) {
    const moving = join(MOVING_DIR, name);
    // Defined here again after a move that nobody knows the end of: it is this node's as before.
    if ((await fs.readText(moving).catch(() => "")) === MOVE_LEFT) await fs.remove(moving);
    const files = await readDefined(fs, name);
    // Undefined while we looked: the watch starts another run.
    if (files === null) continue;
    const home = poolOf(textOf(files), [...pools, ...away]);
    if (away.some((one) => one.name === home)) {
      elsewhere.add(name);
      continue;
    }
    const pool = pools.find((one) => one.name === home) ?? fallback;
    homes.set(name, { pool, files });
    const ranUntilNow = !files.has("running") && (await fs.exists(join(storeOf(pool.path), name, "running")));
    // Guests are stopped when the host goes down: for the other node they are those that ran.
    if (ranUntilNow && (await goesDown(machine))) files.set("running", new Uint8Array());
    if (pool.leftAlone.has(name)) log.warn({ guest: name, pool: pool.name }, "another guest of this name lies in the pool: this one is not saved");
    else if (await saveGuest(fs, storeOf(pool.path), name, files)) done.saved.push(name);
  }
  for (const pool of pools) {
    const store = storeOf(pool.path);
    for (const name of await storedGuests(fs, store)) {
      const home = homes.get(name);
      if (home?.pool === pool || elsewhere.has(name) || pool.leftAlone.has(name) || (await fs.exists(join(MOVING_DIR, name)))) continue;
      if (home !== undefined && !(await isSame(machine, store, name, home.files))) continue;
      await dropGuest(fs, store, name);
      done.removed.push(name);
    }
  }
  return done;
}

/** systemctl(1), is-system-running: `stopping` from the moment at which the host is told to go down. */
async function goesDown({ run }: Machine): Promise<boolean> {
  return (await run("systemctl", ["is-system-running"])).stdout.trim() === "stopping";
}

/** A pool of this node alone or of the pair: what counts is that its guests were restored, and that it is mounted now. */
async function restoredPools({ fs }: Machine): Promise<Pool[]> {
  const pools: Pool[] = [];
  for (const name of await fs.list(RESTORED_DIR).catch(() => [])) {
    const path = poolPath(name);
    if (name.startsWith(".") || (await mountAt(fs, path)) === null) continue;
    const leftAlone = (await fs.readText(join(RESTORED_DIR, name))).split("\n").filter((one) => one !== "");
    pools.push({ name, path, leftAlone: new Set(leftAlone) });
  }
  // The default pool takes guests without a disk in any.
  return pools.sort((a, b) => Number(b.name === "default") - Number(a.name === "default") || (a.name < b.name ? -1 : 1));
}

/** Pools of ours that are not mounted here now: this node gave its side up, or the other one leads. Their guests may still be defined here. */
async function poolsAway({ fs }: Machine): Promise<{ name: string; path: string }[]> {
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

/** A guest that moved to another pool keeps its UUID; another guest of the same name has its own. */
async function isSame({ fs }: Machine, store: string, name: string, live: GuestFiles): Promise<boolean> {
  const stored = await readStored(fs, store, basename(name));
  return stored === null || (uuidOf(stored) !== null && uuidOf(stored) === uuidOf(live));
}

function textOf(files: GuestFiles): string {
  return Buffer.from(files.get("domain.xml") ?? new Uint8Array()).toString("utf8");
}
