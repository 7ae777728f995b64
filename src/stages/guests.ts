import { basename, join } from "node:path";
import { explain, CommandFailed } from "../apply/explain.ts";
import { isMirror } from "../apply/drbd.ts";
import { standingOf } from "../apply/guestElsewhere.ts";
import type { Machine } from "../apply/machine.ts";
import { unlessHangs } from "../apply/hanging.ts";
import { mountAt } from "../apply/mounts.ts";
import { definedGuests, dropGuest, isGuestName, isSameGuest, LOOKED, MOVE_LEFT, MOVING_DIR, NOT_KEPT, readDefined, readStored, RESTORED_DIR, saveGuest, startedGuests, type StartedGuests, storedGuests, storeOf, uuidOf, type GuestFiles } from "../apply/guestStore.ts";
import { comingList } from "../plan/moveScripts.ts";
import { homeWithoutDisk, poolOf, poolsAway, restoredPools, storedOf, type Pool } from "./guestPools.ts";

interface Kept {
  saved: string[];
  removed: string[];
}

interface Round extends Kept {
  /** Sentences: which guest, in which pool, and why. */
  failed: string[];
}

/** A disk that guests keep busy finishes some in that time. */
const HANGS_MS = 10_000;
/** A change that comes while a run is under way wakes nobody: it is looked for again, a few times at most. */
const ROUNDS = 5;

/**
 * Keeps libvirt's definitions in the pools: each guest where its disks lie, whether it runs, what is undefined removed. A pool
 * whose guests were not restored in this start is left as it is: a guest that is missing there may only be unread.
 * A guest that cannot be kept holds up no other. @throws CommandFailed in the end, where there is one.
 */
export async function guestsStage(machine: Machine): Promise<Kept> {
  const done: Kept = { saved: [], removed: [] };
  let failed: string[] = [];
  const hanging = new Set<string>();
  for (let round = 0; round < ROUNDS; round += 1) {
    await machine.fs.replace(LOOKED, "");
    const now = await keepOnce(machine, hanging);
    done.saved.push(...now.saved.filter((name) => !done.saved.includes(name)));
    done.removed.push(...now.removed);
    // What was removed may have made the room that a guest lacked a round before.
    failed = now.failed;
    if (now.saved.length + now.removed.length === 0) break;
  }
  if (done.saved.length + done.removed.length > 0) machine.log.info(done, "guests' definitions kept in the pools");
  if (failed.length === 0) await machine.fs.remove(NOT_KEPT);
  else await machine.fs.replace(NOT_KEPT, `${failed.join("\n")}\n`);
  if (failed.length > 0) throw new CommandFailed(`not kept: ${failed.join("; ")}`);
  return done;
}

/** `hanging`: pools that are left alone from now on. */
async function keepOnce(machine: Machine, hanging: Set<string>): Promise<Round> {
  const pools = await restoredPools(machine);
  const [fallback] = pools;
  const done: Round = { saved: [], removed: [], failed: [] };
  if (fallback === undefined) return done;
  const { fs, log } = machine;
  const inPool = async <T>(pool: Pool | null, act: () => Promise<T>): Promise<T> => {
    if (pool === null || pool.disks.length === 0) return act();
    const silent = (): Promise<never> => Promise.reject(new CommandFailed({ code: "silent", path: pool.disks.map((name) => `/dev/${name}`).join(", ") }));
    if (hanging.has(pool.name)) return silent();
    return unlessHangs(machine, pool.disks, { limitMs: HANGS_MS, alone: true }, act, () => {
      hanging.add(pool.name);
      return silent();
    });
  };
  /** Undefined where it failed: a full, a broken or a hanging disk is one pool's, the others' guests are kept all the same. */
  const attempt = async <T>(guest: string | null, pool: Pool | null, act: () => Promise<T>): Promise<T | undefined> => inPool(pool, act).catch((error: unknown) => {
    const why = explain(error);
    log.warn({ guest, pool: pool?.name, why }, guest === null ? "the guests of this pool could not be looked at" : "this guest could not be kept: what is stored of it may be older");
    done.failed.push(`${guest ?? "any guest"}${pool === null ? "" : ` in pool ${pool.name}`} (${why})`);
    return undefined;
  });
  /** A pool that hangs is told of by itself, and what was left alone there since it could not be read is not what libvirt has: neither holds up a guest. */
  const storedIn = (name: string, files: GuestFiles) => (pool: Pool): Promise<GuestFiles | null> => inPool(pool, () => storedOf(machine, pool, name, uuidOf(files))).catch((error: unknown) => {
    if (hanging.has(pool.name) || pool.leftAlone.has(name)) return null;
    throw error;
  });

  const away = await poolsAway(machine);
  /** Guests that are defined here, and what is stored of them, wherever that is, is not ours to change: their pool is not in use here, or they could not be read. */
  const spared = new Set<string>();
  const homes = new Map<string, { pool: Pool; files: GuestFiles; isKept: boolean }>();
  for (const name of await definedGuests(fs)) {
    if (!isGuestName(name)) {
      log.warn({ guest: name }, "this guest is not kept: a name that begins with a dot or is longer than 225 bytes cannot be stored; virsh domrename gives it another");
      continue;
    }
    const files = await attempt(name, null, () => lookAt(machine, name));
    if (files === undefined) spared.add(name);
    // Undefined while we looked: the watch starts another run.
    if (files === undefined || files === null) continue;
    const where = poolOf(textOf(files), [...pools, ...away]);
    if (away.some((one) => one.name === where)) {
      spared.add(name);
      continue;
    }
    const pool = pools.find((one) => one.name === where) ?? (await attempt(name, null, () => homeWithoutDisk(pools, fallback, name, storedIn(name, files))));
    if (pool === undefined) {
      spared.add(name);
      continue;
    }
    const home = { pool, files, isKept: false };
    homes.set(name, home);
    if (pool.leftAlone.has(name) && !(await inPool(pool, () => isTakenIn(machine, pool, name, files)).catch(() => false))) {
      log.warn({ guest: name, pool: pool.name }, "what lies in the pool under this name is another guest, or could not be read: this one is not saved");
      continue;
    }
    const wrote = await attempt(name, pool, () => keepIn(machine, pool, name, files));
    home.isKept = wrote !== undefined;
    if (wrote === true) done.saved.push(name);
  }
  for (const pool of pools) {
    const store = storeOf(pool.path);
    for (const name of (await attempt(null, pool, () => storedGuests(fs, store))) ?? []) {
      const home = homes.get(name);
      if (home?.pool === pool || spared.has(name) || pool.leftAlone.has(name) || (await fs.exists(join(MOVING_DIR, name)))) continue;
      // Where it moved to another pool, what lies here is all there is until it is stored there.
      if (home?.isKept === false) continue;
      await attempt(name, pool, async () => {
        if (home !== undefined && !(await isSame(machine, store, name, home.files))) return;
        await dropGuest(fs, store, name);
        done.removed.push(name);
      });
    }
  }
  return done;
}

/** What libvirt has of a guest. One that is defined here again after a move that nobody knows the end of is this node's as before. */
async function lookAt({ fs, log }: Machine, name: string): Promise<GuestFiles | null> {
  const moving = join(MOVING_DIR, name);
  if ((await fs.readText(moving).catch(() => "")) === MOVE_LEFT) await fs.remove(moving);
  return readDefined(fs, name, (snapshot) => { log.warn({ guest: name, snapshot }, "this snapshot is not kept: its name is too long to be stored"); });
}

/**
 * Whether a guest that was left alone is what libvirt has by now, as after virsh undefine and define: then it is kept as any other. Where another pool
 * in use stores the same guest, and nobody could tell which is newer, it is so once it runs: somebody has chosen. What was taken away is left alone no more.
 */
async function isTakenIn({ fs, log }: Machine, pool: Pool, name: string, files: GuestFiles): Promise<boolean> {
  const stored = await readStored(fs, storeOf(pool.path), name).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "gone" as const;
    throw error;
  });
  if (stored !== "gone") {
    if (stored === null || !isSameGuest(stored, files)) return false;
    if (!files.has("running") && (await standingOf(fs, pool.name, name, stored)) === "unclear") return false;
  }
  pool.leftAlone.delete(name);
  await fs.replace(join(RESTORED_DIR, pool.name), [...pool.leftAlone].map((one) => `${one}\n`).join(""));
  log.info({ guest: name, pool: pool.name }, "what lies in the pool under this name is no other guest any more: this one is kept from now on");
  return true;
}

/** True where it wrote. */
async function keepIn(machine: Machine, pool: Pool, name: string, files: GuestFiles): Promise<boolean> {
  const store = storeOf(pool.path);
  if (!files.has("running")) for (const flag of await flagsThatStay(machine, pool, join(store, name), name, files.has("moving"))) files.set(flag, new Uint8Array());
  // One that came here by a move: what that made is the guest's own from now on, and no later move may clear it away.
  const uuid = uuidOf(files);
  if (uuid !== null) await machine.fs.remove(comingList(pool.path, uuid));
  return saveGuest(machine.fs, store, name, files);
}

/** What is stored of a guest that does not run, and stays though libvirt does not say so. */
async function flagsThatStay(machine: Machine, pool: Pool, stored: string, name: string, moves: boolean): Promise<string[]> {
  const isStored = (flag: string): Promise<boolean> => machine.fs.exists(join(stored, flag));
  const started = await startedSince(machine, pool);
  const flags = new Set<string>();
  // Guests are stopped when the host goes down: for the other node they are those that ran. And where this node leads since a moment ago, those that ran there.
  if ((await isStored("running")) && (started === "not-yet" || (await goesDown(machine)))) flags.add("running");
  // It was moving when this node went down, and nobody has started it here since: it may run on the other one.
  if (!moves && started !== null && (started === "not-yet" || started.moving.includes(name)) && (await isStored("moving"))) {
    for (const flag of ["moving", "running", "autostart"]) if (await isStored(flag)) flags.add(flag);
  }
  return [...flags];
}

/** What was started of a pool of the pair since it was mounted: not yet any, as after a takeover that was cut off. Null for a machine's own pool. */
async function startedSince({ fs }: Machine, { name, path }: Pool): Promise<"not-yet" | StartedGuests | null> {
  const mount = await mountAt(fs, path);
  if (mount === null || !isMirror(mount.device)) return null;
  return (await startedGuests(fs, name)) ?? "not-yet";
}

/** systemctl(1), is-system-running: `stopping` from the moment at which the host is told to go down. */
async function goesDown({ run }: Machine): Promise<boolean> {
  return (await run("systemctl", ["is-system-running"])).stdout.trim() === "stopping";
}

/** A guest that moved to another pool keeps its UUID; another guest of the same name has its own. */
async function isSame({ fs }: Machine, store: string, name: string, live: GuestFiles): Promise<boolean> {
  const stored = await readStored(fs, store, basename(name));
  return stored === null || isSameGuest(stored, live);
}

function textOf(files: GuestFiles): string {
  return Buffer.from(files.get("domain.xml") ?? new Uint8Array()).toString("utf8");
}
