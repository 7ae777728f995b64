import { join } from "node:path";
import { POOLS_DIR, poolPath } from "../plan/disks/pools.ts";
import { type GuestFiles, readStored, storeOf, uuidOf } from "./guestStore.ts";
import { mountAt } from "./mounts.ts";
import type { WriteFs } from "./writeFs.ts";

/**
 * How a guest that one pool stores stands to what the other pools in use store under its name. A node that dies while the guest moves leaves it in both
 * pools: in the one that it left it is still `moving`, and as soon as the other one has it without that word, that one has what it wrote last.
 * `unclear`: another one stores this name, and nobody knows which of the two is newer, or whether they are the same guest.
 */
export type Standing = "alone" | "newer" | "older" | "unclear";

/** Whatever the order in which pools are mounted: a pool counts from then on, be its guests restored or not. */
export async function standingOf(fs: WriteFs, pool: string, name: string, files: GuestFiles): Promise<Standing> {
  const uuid = uuidOf(files);
  let standing: Standing = "alone";
  for (const other of await fs.list(POOLS_DIR).catch(() => [])) {
    const path = poolPath(other);
    if (other === pool || other.startsWith(".") || (await mountAt(fs, path)) === null || !(await fs.exists(join(storeOf(path), name)))) continue;
    const theirs = await readStored(fs, storeOf(path), name).catch(() => null);
    const isSame = theirs !== null && uuid !== null && uuidOf(theirs) === uuid;
    if (!isSame || theirs.has("moving") === files.has("moving")) standing = "unclear";
    else if (files.has("moving")) return "older";
    else if (standing === "alone") standing = "newer";
  }
  return standing;
}
