import { join } from "node:path";
import type { DiskMarker, Facts } from "../model/facts.ts";
import { type DrbdState, isConnected } from "../status/procDrbd.ts";
import type { WriteFs } from "./writeFs.ts";

/** One file for each resource, with what is known in this start of its other side's node. */
const QUIET_DIR = "/run/ramvisor/pair-quiet";
/** It has ended in order, or was not there yet, after a time in which nobody wrote without this side. */
const QUIET = "quiet\n";
/** It has data, and was told of this node's: it may lead. */
const ASKED = "asked\n";
const NAME = /^r\d{1,3}$/;

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

/** True where the other node, still connected, has given up its lead: this side has all that was written. */
export function isLeftWhole(state: DrbdState | null): boolean {
  return state !== null && isConnected(state) && state.disk === "UpToDate" && state.peerRole === "Secondary";
}

/** The other node has ended in order. */
export async function noteQuiet(fs: WriteFs, resource: string): Promise<void> {
  await fs.makeDir(QUIET_DIR);
  await fs.replace(join(QUIET_DIR, resource), QUIET);
}

/** At this side's start, where its marker has no note: so far the other node has not led. It may have asked already. */
export async function beginQuiet(fs: WriteFs, resource: string): Promise<void> {
  await fs.makeDir(QUIET_DIR);
  await fs.create(join(QUIET_DIR, resource), QUIET).catch((error: unknown) => { if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error; });
}

/** The other node may lead from now on, or this one does. */
export async function endQuiet(fs: WriteFs, resources: readonly string[]): Promise<void> {
  await fs.makeDir(QUIET_DIR);
  for (const resource of resources.filter((one) => NAME.test(one))) await fs.replace(join(QUIET_DIR, resource), ASKED);
}

export async function isQuiet(fs: WriteFs, resource: string): Promise<boolean> {
  return (await fs.readText(join(QUIET_DIR, resource)).catch(() => "")) === QUIET;
}

/** The facts as they count in this start: what the marker says of the other side is of no weight while that is known to be quiet. */
export async function withoutQuiet(fs: WriteFs, facts: Facts): Promise<Facts> {
  const disks = await Promise.all(facts.disks.map(async (disk) => {
    const { marker } = disk;
    if (marker.state !== "good" || marker.marker.pair?.linked !== true || !(await isQuiet(fs, marker.marker.pair.resource))) return disk;
    return { ...disk, marker: { ...marker, marker: withLink(marker.marker, false) } };
  }));
  return { ...facts, disks };
}
