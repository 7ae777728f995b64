import { join } from "node:path";
import type { StepOf } from "../../model/step.ts";
import { mountAt } from "../mounts.ts";
import { isRunning, readDefined, readStored, RESTORED_DIR, restoreGuest, storedGuests, storeOf, uuidOf, type GuestFiles } from "../guestStore.ts";
import type { WriteFs } from "../writeFs.ts";
import { poolPath } from "../../plan/disks/pools.ts";
import type { ApplyContext, Result } from "../context.ts";
import { Refused } from "../explain.ts";

/**
 * Gives libvirt the definitions that lie in a pool, before it starts (or, on a running host, before it is told
 * to read them). The flag that it leaves says that libvirt's list is whole for this pool: only then may saving
 * take a missing guest for one that was undefined. It is done once per start, or each time that this node begins
 * to lead the pool: later libvirt's list is the truth.
 */
export async function guestsRestore({ fs, log }: ApplyContext, step: StepOf<"guests.restore">): Promise<Result> {
  const flag = join(RESTORED_DIR, step.pool);
  if (await fs.exists(flag)) return "unchanged";
  if ((await mountAt(fs, step.path)) === null) throw new Refused(`the pool ${step.pool} is not mounted`);
  const store = storeOf(step.path);
  const leftAlone: string[] = [];
  let wrote = false;
  for (const name of await storedGuests(fs, store)) {
    const files = await readStored(fs, store, name);
    if (files === null) {
      // Its definition is written last: this one was never whole.
      log.warn({ guest: name, pool: step.pool }, "a guest that was being saved when the power failed is left out");
    } else if (await restoreGuest(fs, name, files, await isStale(fs, step.pool, name, files))) {
      wrote = true;
    } else {
      leftAlone.push(name);
      log.warn({ guest: name, pool: step.pool }, "a guest of this name is already defined; the one in the pool is left as it is");
    }
  }
  await fs.makeDir(RESTORED_DIR, 0o755);
  await fs.replace(flag, leftAlone.map((name) => `${name}\n`).join(""));
  return wrote ? "changed" : "unchanged";
}

/**
 * The same guest is defined here, and does not run: left from when this node led the pool before, in this same start. One that another
 * pool in use stores as well is left alone: nobody knows which of the two is newer.
 */
async function isStale(fs: WriteFs, pool: string, name: string, stored: GuestFiles): Promise<boolean> {
  const defined = await readDefined(fs, name).catch(() => null);
  const uuid = uuidOf(stored);
  if (defined === null || uuid === null || uuidOf(defined) !== uuid || (await isRunning(fs, name))) return false;
  for (const other of await fs.list(RESTORED_DIR).catch(() => [])) {
    const path = poolPath(other);
    if (other !== pool && !other.startsWith(".") && (await mountAt(fs, path)) !== null && (await fs.exists(join(storeOf(path), name)))) return false;
  }
  return true;
}
