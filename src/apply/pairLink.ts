import { join } from "node:path";
import type { DiskMarker } from "../model/facts.ts";
import { type DrbdState, isConnected } from "../status/procDrbd.ts";
import type { WriteFs } from "./writeFs.ts";

/**
 * One file for each resource whose other side is quiet: its node has ended in order, or was not there in this start, after a time in which nobody
 * wrote without this side. Content: that node's host name. Taken away before it is told anything, and it leads nothing before.
 */
const QUIET_DIR = "/run/ramvisor/pair-quiet";

/**
 * The marker with the note that the other side may go on without this one, or without it. `formed` goes: a side that never had another has no such
 * note, and one that has is formed.
 */
export function withLink(marker: DiskMarker, linked: boolean): DiskMarker {
  if (marker.pair === undefined) return marker;
  const place = { ...marker.pair };
  delete place.formed;
  delete place.linked;
  return { ...marker, pair: linked ? { ...place, linked } : place };
}

/** True where this side is written to, and the other one is not there: that one lags behind from now on, and DRBD counts what it lacks. */
export function isUsedAlone(state: DrbdState | null): boolean {
  return state?.role === "Primary" && state.disk === "UpToDate" && !isConnected(state);
}

/** True where the other node, still connected, has given up its lead: this side has all that was written. */
export function isLeftWhole(state: DrbdState | null): boolean {
  return state !== null && isConnected(state) && state.disk === "UpToDate" && state.peerRole === "Secondary";
}

export async function noteQuiet(fs: WriteFs, resource: string, host: string): Promise<void> {
  await fs.makeDir(QUIET_DIR);
  await fs.replace(join(QUIET_DIR, resource), `${host}\n`);
}

export async function isQuiet(fs: WriteFs, resource: string): Promise<boolean> {
  return fs.exists(join(QUIET_DIR, resource));
}

/** The node is there again. */
export async function endQuiet(fs: WriteFs, host: string): Promise<void> {
  for (const resource of await fs.list(QUIET_DIR).catch((): string[] => [])) {
    if ((await fs.readText(join(QUIET_DIR, resource)).catch(() => "")).trim() === host) await fs.remove(join(QUIET_DIR, resource));
  }
}
