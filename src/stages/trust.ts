import type { Machine } from "../apply/machine.ts";
import { readSecret } from "../apply/pairSecret.ts";
import { within } from "../facts/limit.ts";
import type { DiskFacts, Facts } from "../model/facts.ts";
import type { Trust } from "../model/pair.ts";
import { newSecret } from "../peers/enrol.ts";
import { AGREED_FILE, cleanSecret, hashOf, OVERLAY_SECRET, SECRET_FILE } from "../peers/keys.ts";

/** As long as any look at a disk of ours may take. */
const READ_MS = 10_000;

/** The secret as this node knows it now. Never logged, never written but to SECRET_FILE and our own disks. */
export interface Held {
  secret: string | null;
  trust: Trust;
  /** It has no secret, or one agreed at first contact under which nobody holds data: this node may be told one, and may tell it. */
  open: boolean;
  /** No side here holds data, and the medium brings no secret. */
  blank: boolean;
}

/**
 * The overlay's secret counts before all; then that of the sides here that hold data; then one that a person put into SECRET_FILE, or
 * that was agreed in this start; then that of an unfinished side. What counts is in SECRET_FILE afterwards, for root alone.
 * Only one that was agreed while nobody had data is still open: a blank node may have been given the secret of a pair with data.
 */
export async function heldSecret(machine: Pick<Machine, "fs" | "disks">, { disks }: Pick<Facts, "disks">, site: string): Promise<Held> {
  const { fs } = machine;
  const read = async (path: string): Promise<string | null> => cleanSecret(await fs.readText(path).catch(() => ""));
  const [overlay, kept, agreed] = [await read(OVERLAY_SECRET), await read(SECRET_FILE), (await fs.readText(AGREED_FILE).catch(() => "")).trim()];
  const held = async (secret: string | null, source: Trust["source"], blank = true): Promise<Held> => {
    if (secret !== null && secret !== kept) await fs.replace(SECRET_FILE, `${secret}\n`, { mode: 0o600 });
    return { secret, trust: { source, problem: null, disks: [] }, open: source === "none" || source === "agreed", blank };
  };
  if (overlay !== null) return held(overlay, "overlay", false);

  const sides = await Promise.all(disks.flatMap(({ id, path, marker, unreadable }) => (marker.state === "good" && marker.marker.role === "pair" && marker.marker.site === site ? [{ id, path, ready: marker.marker.state === "ready", formed: marker.marker.pair?.formed !== false, unreadable }] : []))
    .map(async ({ id, path, ready, formed, unreadable }) => {
      // One that hangs would hold up all others; the next round knows it for unreadable.
      const found = unreadable === true ? { state: "unread" as const } : await within(READ_MS, readSecret(machine, path)).catch(() => ({ state: "unread" as const }));
      const fresh = !formed && found.state === "none";
      return found.state === "good" && found.site === site ? { id, ready, fresh, secret: found.secret, agreed: found.agreed } : { id, ready, fresh, secret: null, agreed: false };
    }));
  const full = sides.filter(({ ready }) => ready);
  if (full.length > 0) {
    // It is the secret to data from now on, also where this node gives its sides up later in this start.
    await endAgreement(machine);
    const ids = full.map(({ id }) => id);
    const [own, another] = new Set(full.flatMap(({ secret }) => secret ?? []));
    if (another !== undefined) return { secret: null, trust: { source: "none", problem: "differ", disks: ids }, open: false, blank: false };
    if (own !== undefined) return held(own, "disk", false);
    if (kept !== null) return held(kept, "given", false);
    // A single machine's pool has never had another side, and nobody else knows one: a person hands it to who comes.
    if (full.every(({ fresh }) => fresh)) return held(newSecret(), "given", false);
    return { secret: null, trust: { source: "none", problem: "missing", disks: ids }, open: false, blank: false };
  }
  if (kept !== null) return held(kept, hashOf(kept) === agreed ? "agreed" : sides.some(({ secret }) => secret === kept) ? "disk" : "given");
  const unfinished = sides.filter(({ secret }) => secret !== null);
  // One that the disk does not call agreed may be that of a peer with data, which this side was getting.
  const left = unfinished.find((side) => !side.agreed) ?? unfinished[0];
  if (left?.agreed === true) await agreeOn(machine, left.secret);
  return held(left?.secret ?? null, left === undefined ? "none" : left.agreed ? "agreed" : "disk");
}

/** Takes a secret that was agreed at first contact; null: chooses one. */
export async function agreeOn({ fs }: Pick<Machine, "fs">, told: string | null): Promise<string> {
  const secret = told ?? newSecret();
  await fs.replace(AGREED_FILE, `${hashOf(secret)}\n`, { mode: 0o600 });
  await fs.replace(SECRET_FILE, `${secret}\n`, { mode: 0o600 });
  return secret;
}

/** From now on the secret is told to nobody, in this start nor, once the disks have it so, in later ones. */
export async function endAgreement({ fs }: Pick<Machine, "fs">): Promise<void> {
  await fs.remove(AGREED_FILE);
}

/** A side of a pair that was finished: there may be data on it, under the secret that its node knows. */
export function holdsData(disks: readonly Pick<DiskFacts, "marker">[], site: string): boolean {
  return disks.some(({ marker }) => marker.state === "good" && marker.marker.role === "pair" && marker.marker.state === "ready" && marker.marker.site === site);
}
