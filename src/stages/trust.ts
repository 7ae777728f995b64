import { createHash } from "node:crypto";
import type { Machine } from "../apply/machine.ts";
import { readSecret } from "../apply/pairSecret.ts";
import type { Facts } from "../model/facts.ts";
import type { Trust } from "../model/pair.ts";
import { newSecret } from "../peers/enrol.ts";
import { cleanSecret, OVERLAY_SECRET, SECRET_FILE } from "../peers/keys.ts";

/** Tells a secret that was agreed at first contact from one that a person put there: its SHA-256. */
const AGREED_FILE = "/run/ramvisor/pair.agreed";

/** The secret as this node knows it now. Never logged, never written but to SECRET_FILE and our own disks. */
export interface Held {
  secret: string | null;
  trust: Trust;
  /** No side here holds data, and the medium brings no secret: this node may be told one, and may tell it. */
  open: boolean;
}

/**
 * The overlay's secret counts before all; then that of the sides here that hold data; then one that a person put into SECRET_FILE, or
 * that was agreed in this start; then that of an unfinished side. What counts is in SECRET_FILE afterwards, for root alone.
 */
export async function heldSecret(machine: Pick<Machine, "fs" | "disks">, { disks }: Facts, site: string): Promise<Held> {
  const { fs } = machine;
  const read = async (path: string): Promise<string | null> => cleanSecret(await fs.readText(path).catch(() => ""));
  const [overlay, kept, agreed] = [await read(OVERLAY_SECRET), await read(SECRET_FILE), (await fs.readText(AGREED_FILE).catch(() => "")).trim()];
  const held = async (secret: string | null, source: Trust["source"], open: boolean): Promise<Held> => {
    if (secret !== null && secret !== kept) await fs.replace(SECRET_FILE, `${secret}\n`, { mode: 0o600 });
    return { secret, trust: { source, problem: null, disks: [] }, open };
  };
  if (overlay !== null) return held(overlay, "overlay", false);

  const sides = await Promise.all(disks.flatMap(({ id, path, marker }) => (marker.state === "good" && marker.marker.role === "pair" && marker.marker.site === site ? [{ id, path, ready: marker.marker.state === "ready" }] : []))
    .map(async (side) => ({ ...side, read: await readSecret(machine, side.path).catch(() => ({ state: "none" as const })) })));
  const secretsOf = (ready: boolean): string[] => [...new Set(sides.flatMap((side) => (side.ready === ready && side.read.state === "good" && side.read.site === site ? [side.read.secret] : [])))];
  const full = sides.filter(({ ready }) => ready).map(({ id }) => id);
  const given = kept !== null && hashOf(kept) !== agreed;
  if (full.length > 0) {
    const [own, another] = secretsOf(true);
    if (another !== undefined) return { secret: null, trust: { source: "none", problem: "differ", disks: full }, open: false };
    if (own !== undefined) return held(own, "disk", false);
    if (kept !== null) return held(kept, given ? "given" : "agreed", false);
    return { secret: null, trust: { source: "none", problem: "missing", disks: full }, open: false };
  }
  if (kept !== null) return held(kept, given ? "given" : "agreed", true);
  const [unfinished] = secretsOf(false);
  return held(unfinished ?? null, unfinished === undefined ? "none" : "disk", true);
}

/** Takes a secret that was agreed at first contact; null: chooses one. */
export async function agreeOn({ fs }: Pick<Machine, "fs">, told: string | null): Promise<string> {
  const secret = told ?? newSecret();
  await fs.replace(AGREED_FILE, `${hashOf(secret)}\n`, { mode: 0o600 });
  await fs.replace(SECRET_FILE, `${secret}\n`, { mode: 0o600 });
  return secret;
}

function hashOf(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}
