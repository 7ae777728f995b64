import { join } from "node:path";
import { readStored, storedGuests, storeOf } from "../apply/guestStore.ts";
import type { Machine } from "../apply/machine.ts";
import type { Change } from "../model/pair.ts";
import { poolPath } from "../plan/disks/pools.ts";

/** On a pool that is used while its other side is gone: since when. Removed when both sides are whole again. */
const ALONE = ".ramvisor/alone";
const MOST_FILES = 1000;
/** What the agent writes there itself. */
const OWN = /^(lost\+found|\.ramvisor\/(alone|ssh|hooks)(\/|$)|\.ramvisor\/[^/]*$)/;

type At = Pick<Machine, "fs" | "run">;

/** Notes on the pool that it is used alone from this moment on; an earlier note stays. */
export async function noteAlone({ fs }: At, pool: string, host: string, since: string): Promise<void> {
  const path = join(poolPath(pool), ALONE);
  if (await fs.exists(path)) return;
  await fs.makeDir(join(poolPath(pool), ".ramvisor"));
  await fs.replace(path, `${since} ${host}\n`, { durable: true });
}

export async function forgetAlone({ fs }: At, pool: string): Promise<void> {
  await fs.remove(join(poolPath(pool), ALONE));
}

/**
 * What changed on a pool since it is used alone, by guest; null where it was not, so that nothing is known.
 * `root`: where its file system is mounted now.
 */
export async function changesOn({ fs, run }: At, pool: string, root = poolPath(pool)): Promise<Change[] | null> {
  const [since = ""] = (await fs.readText(join(root, ALONE)).catch(() => "")).split(" ");
  if (!/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(since)) return null;
  const { stdout, code } = await run("find", [root, "-xdev", "-maxdepth", "5", "-type", "f", "-newermt", since, "-printf", "%T@ %P\\0"], { timeoutMs: 20_000 });
  if (code !== 0) return null;
  const files = stdout.split("\0").slice(0, MOST_FILES).flatMap((entry) => {
    const [, seconds = "", path = ""] = /^(\d+)\S* ([\s\S]+)$/.exec(entry) ?? [];
    return path === "" || OWN.test(path) ? [] : [{ path, last: Number(seconds) }];
  });
  return changesOf(files, await diskOwners(fs, pool, root));
}

/** Which guest each image belongs to, by the definitions that lie on the pool: path below the pool to guest. */
async function diskOwners(fs: Machine["fs"], pool: string, root: string): Promise<Map<string, string>> {
  const owners = new Map<string, string>();
  for (const guest of await storedGuests(fs, storeOf(root)).catch((): string[] => [])) {
    const xml = Buffer.from((await readStored(fs, storeOf(root), guest).catch(() => null))?.get("domain.xml") ?? new Uint8Array()).toString("utf8");
    for (const [, path = ""] of xml.matchAll(/<source\b[^>]*\b(?:file|dev)=['"]([^'"]+)['"]/g)) {
      if (path.startsWith(`${poolPath(pool)}/`)) owners.set(path.slice(poolPath(pool).length + 1), guest);
    }
    for (const [, volume = ""] of xml.matchAll(/<source\b[^>]*\bvolume=['"]([^'"]+)['"]/g)) owners.set(volume, guest);
  }
  return owners;
}

/** Changed files as changes of guests, the last one first. Pure. */
export function changesOf(files: readonly { path: string; last: number }[], owners: ReadonlyMap<string, string>): Change[] {
  const changes = new Map<string | null, { what: Set<Change["what"][number]>; last: number }>();
  for (const { path, last } of files) {
    const definition = /^\.ramvisor\/guests\/([^/]+)\//.exec(path)?.[1];
    const guest = definition ?? owners.get(path) ?? null;
    const change = changes.get(guest) ?? { what: new Set(), last: 0 };
    change.what.add(definition !== undefined ? "definition" : guest === null ? "file" : "disk");
    changes.set(guest, { what: change.what, last: Math.max(change.last, last) });
  }
  return [...changes].sort(([, a], [, b]) => b.last - a.last).map(([guest, { what, last }]) => ({ guest, what: [...what].sort(), last: new Date(last * 1000).toISOString() }));
}
