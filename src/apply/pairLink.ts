import { join } from "node:path";
import type { DiskMarker, Facts } from "../model/facts.ts";
import { minorOf } from "../plan/cluster/names.ts";
import { type DrbdState, isConnected } from "../status/procDrbd.ts";
import { drbdStates } from "./drbd.ts";
import type { WriteFs } from "./writeFs.ts";

/**
 * What is known in this start of a resource's other side, as empty files. `r0`: its node has ended in order, or was not there yet, after a time in which
 * nobody wrote without this side. `r0.asked`: since then it has asked for this node's state, having data, and may lead; or this one does.
 */
const QUIET_DIR = "/run/ramvisor/pair-quiet";
const quiet = (resource: string): string => join(QUIET_DIR, resource);
const asked = (resource: string): string => `${quiet(resource)}.asked`;
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
  await mark(fs, quiet(resource));
  await fs.remove(asked(resource));
}

/** At this side's start, where its marker has no note: so far the other node has not led. It may have asked already. */
export async function beginQuiet(fs: WriteFs, resource: string): Promise<void> {
  await mark(fs, quiet(resource));
}

/** The other node may lead from now on, or this one does. */
export async function endQuiet(fs: WriteFs, resources: readonly string[]): Promise<void> {
  for (const resource of resources.filter((one) => NAME.test(one))) await mark(fs, asked(resource));
}

export async function isQuiet(fs: WriteFs, resource: string): Promise<boolean> {
  return (await fs.exists(quiet(resource))) && !(await fs.exists(asked(resource)));
}

/** Answers to several peers and a round may do so at once. */
async function mark(fs: WriteFs, path: string): Promise<void> {
  await fs.makeDir(QUIET_DIR);
  await fs.create(path, "").catch((error: unknown) => { if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error; });
}

/**
 * The facts as they count in this start: what the marker says of the other side is of no weight while that is known to be quiet, or this node leads on its own
 * disk: what guests write is here. Not where it led before its last start: meanwhile the other one may have been taken over; nor where its disk has failed and guests went on over the other side's.
 */
export async function withoutQuiet(fs: WriteFs, facts: Facts): Promise<Facts> {
  const states = await drbdStates({ fs });
  const leads = (resource: string): boolean => {
    const state = states.get(minorOf(resource));
    return state?.role === "Primary" && state.disk === "UpToDate";
  };
  const disks = await Promise.all(facts.disks.map(async (disk) => {
    const { marker } = disk;
    if (marker.state !== "good" || marker.marker.pair?.linked !== true) return disk;
    const { resource } = marker.marker.pair;
    if (!leads(resource) && !(await isQuiet(fs, resource))) return disk;
    return { ...disk, marker: { ...marker, marker: withLink(marker.marker, false) } };
  }));
  return { ...facts, disks };
}
