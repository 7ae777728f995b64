import { decodeMarker, MARKER_BYTES, MARKER_OFFSET } from "../marker/index.ts";
import type { DiskMarker } from "../model/facts.ts";
import type { PairDisk } from "../model/step.ts";
import { type DrbdState, parseProcDrbd } from "../status/procDrbd.ts";
import { mustRun } from "./command.ts";
import type { ApplyContext } from "./context.ts";
import { CommandFailed, Refused } from "./explain.ts";
import type { GptPartition } from "./gpt.ts";
import type { KernelPartition } from "./partition.ts";
import { BY_ID, nodeOf, tableOf } from "./plannedDisk.ts";

/** The device numbers of DRBD (Documentation/admin-guide/devices.txt). */
const MAJOR = 147;
const DRBDADM_LIMIT_MS = 60_000;
const POLL_MS = 250;

/** This node's side of a resource as it is now, looked at again. */
export interface OwnSide {
  path: string;
  marker: DiskMarker;
  wanted: GptPartition;
}

/** @throws Refused where the disk is gone, or is not the one that the step means: then nothing may be written to it. */
export async function findSide(context: ApplyContext, side: PairDisk, byId = BY_ID): Promise<OwnSide> {
  const path = await nodeOf(context, side.id, byId);
  const disk = await context.disks.open(path, "read");
  const block = await disk.read(MARKER_OFFSET, MARKER_BYTES).finally(() => disk.close());
  const found = decodeMarker(block);
  if (found.state !== "good" || found.marker.disk !== side.id || found.marker.pair?.uuid !== side.uuid || found.marker.pair.side !== side.side) {
    throw new Refused(`${path} has no longer the marker of its place in the pair`);
  }
  const wanted = await tableOf(context, path);
  if (wanted?.uuid !== side.partitionUuid || wanted.sizeBytes !== found.marker.pair.partitionBytes) throw new Refused(`the partition of ${side.resource} is not on ${path}`);
  return { path, marker: found.marker, wanted };
}

/** The resource's state in the kernel; null where it is not up. */
export async function stateOf({ fs }: Pick<ApplyContext, "fs">, minor: number): Promise<DrbdState | null> {
  const text = await fs.readText("/proc/drbd").catch(() => "");
  const state = parseProcDrbd(text).get(minor) ?? null;
  return state?.connection === "Unconfigured" ? null : state;
}

/** Waits until the resource is as `wanted` says; the last state seen where it is not in time. */
export async function waitForState(context: ApplyContext, minor: number, limitMs: number, wanted: (state: DrbdState) => boolean): Promise<DrbdState | null> {
  let state: DrbdState | null = null;
  for (let waited = 0; waited <= limitMs; waited += POLL_MS) {
    state = await stateOf(context, minor);
    if (state !== null && wanted(state)) return state;
    await context.sleep(POLL_MS);
  }
  return state;
}

export async function drbdadm({ run }: ApplyContext, ...args: string[]): Promise<void> {
  await mustRun(run, "drbdadm", args, { timeoutMs: DRBDADM_LIMIT_MS });
}

export function mirrorDevice(minor: number): KernelPartition {
  return { path: `/dev/drbd${minor}`, device: `${MAJOR}:${minor}` };
}

/** Makes this node primary. Never forced: DRBD refuses where its data is not up to date. @throws CommandFailed, Refused */
export async function promote(context: ApplyContext, resource: string, minor: number): Promise<void> {
  const state = await stateOf(context, minor);
  if (state === null) throw new CommandFailed(`${resource} is not up`);
  if (state.role === "Primary") return;
  if (state.peerRole === "Primary") throw new Refused(`${resource} is primary on the other node`);
  await drbdadm(context, "primary", resource);
}
