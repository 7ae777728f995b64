import { join } from "node:path";
import type { StepOf } from "../../model/step.ts";
import { mountAt } from "../mounts.ts";
import { isRunning, LIBVIRT, readDefined, readStored, RESTORED_DIR, restoreGuest, storedGuests, storeOf, uuidOf, type GuestFiles } from "../guestStore.ts";
import { type Standing, standingOf } from "../guestElsewhere.ts";
import type { WriteFs } from "../writeFs.ts";
import type { ApplyContext, Result } from "../context.ts";
import { CommandFailed, explain, Refused } from "../explain.ts";

/**
 * Gives libvirt the definitions that lie in a pool, before it starts (or, on a running host, before it is told
 * to read them). The flag that it leaves says that libvirt's list is whole for this pool: only then may saving
 * take a missing guest for one that was undefined. It is done once per start, or each time that this node begins
 * to lead the pool: later libvirt's list is the truth.
 * What cannot be read holds up no other guest, and is left alone. @throws CommandFailed in the end, where there is any.
 */
export async function guestsRestore({ fs, log, changed }: ApplyContext, step: StepOf<"guests.restore">): Promise<Result> {
  const flag = join(RESTORED_DIR, step.pool);
  if (await fs.exists(flag)) return "unchanged";
  if ((await mountAt(fs, step.path)) === null) throw new Refused({ code: "pool-not-mounted", pool: step.pool });
  const store = storeOf(step.path);
  const late = await fs.exists(LIBVIRT.autostarted);
  const leftAlone: string[] = [];
  const unread: { name: string; why: string }[] = [];
  let wrote = false;
  for (const name of await storedGuests(fs, store)) {
    const came = await restoreOne(name).catch((error: unknown) => ({ why: explain(error) }));
    if (came === "restored") {
      wrote = true;
    } else if (came === "older") {
      log.info({ guest: name, pool: step.pool }, "this guest has moved to another pool that is in use: what lies here is older");
    } else if (came === "half") {
      // Its definition is written last: this one was never whole.
      log.warn({ guest: name, pool: step.pool }, "a guest that was being saved when the power failed is left out");
    } else if (came === "taken") {
      leftAlone.push(name);
      log.warn({ guest: name, pool: step.pool }, "a guest of this name is already defined; the one in the pool is left as it is");
    } else {
      // Named in the flag as well: saving must not take it for one that was undefined.
      leftAlone.push(name);
      unread.push({ name, ...came });
      log.warn({ guest: name, pool: step.pool, ...came }, "what lies in the pool under this name could not be read; it is left as it is");
    }
  }
  await fs.makeDir(RESTORED_DIR, 0o755);
  await fs.replace(flag, leftAlone.map((name) => `${name}\n`).join(""));
  if (unread.length === 0) return wrote ? "changed" : "unchanged";
  // This step fails, and libvirt has to be told of the others all the same.
  if (wrote) changed.add(step.action);
  throw new CommandFailed({ code: "guests-unread", pool: step.pool, guests: unread.map(({ name }) => name), why: unread.map(({ why }) => why).join("; ") });

  async function restoreOne(name: string): Promise<"restored" | "half" | "taken" | "older"> {
    const files = await readStored(fs, store, name);
    if (files === null) return "half";
    const standing = await standingOf(fs, step.pool, name, files);
    if (standing === "older") return "older";
    return (await restoreGuest(fs, name, files, { over: await isStale(fs, name, files, standing), late })) ? "restored" : "taken";
  }
}

/**
 * The same guest is defined here, and does not run: left from when this node led the pool before, in this same start, or from another pool
 * that it has moved from. One that another pool in use stores as well is left alone where nobody knows which of the two is newer.
 */
async function isStale(fs: WriteFs, name: string, stored: GuestFiles, standing: Standing): Promise<boolean> {
  if (standing !== "alone" && standing !== "newer") return false;
  const defined = await readDefined(fs, name).catch(() => null);
  const uuid = uuidOf(stored);
  return defined !== null && uuid !== null && uuidOf(defined) === uuid && !(await isRunning(fs, name));
}
