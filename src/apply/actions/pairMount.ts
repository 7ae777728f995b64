import type { StepOf } from "../../model/step.ts";
import type { ApplyContext, Result } from "../context.ts";
import { drbdadm, findSide, mirrorDevice, promote, stateOf, waitForState } from "../drbd.ts";
import { isConnected } from "../../status/procDrbd.ts";
import { Refused } from "../explain.ts";
import { forgetGuests } from "../guestStore.ts";
import { mountAt } from "../mounts.ts";
import { endQuiet, withLink } from "../pairLink.ts";
import { BY_ID, type OwnDisk } from "../plannedDisk.ts";
import { writeMarker } from "./diskClaim.ts";
import { checkAndMount, mustBeOurs } from "./poolMount.ts";

/** DRBD's handshake, after both sides are up. */
const CONNECT_MS = 15_000;

/**
 * Promotes and mounts where this node leads: only while connected, since the other side might have newer data otherwise;
 * or, after a takeover that was checked, only while the data here is up to date and the peer is not there.
 */
export async function pairMount(context: ApplyContext, step: StepOf<"pair.mount">, byId = BY_ID): Promise<Result> {
  const device = mirrorDevice(step.minor);
  const mounted = await mountAt(context.fs, step.path);
  if (mounted?.device === device.device) return "unchanged";
  const side = await findSide(context, step.disk, byId);
  if (step.alone) {
    const now = await stateOf(context, step.minor);
    if (now === null || isConnected(now)) throw new Refused({ code: now === null ? "side-down" : "side-connected", resource: step.resource });
    if (now.disk !== "UpToDate") throw new Refused({ code: "side-behind", resource: step.resource, state: now.disk });
    return lead(context, step, side);
  }
  if (side.marker.state !== "ready") throw new Refused({ code: "side-unfinished", resource: step.resource });
  const settled = (disk: string): boolean => disk === "UpToDate" || disk === "Inconsistent";
  const state = await waitForState(context, step.minor, CONNECT_MS, (now) => isConnected(now) && settled(now.disk) && (now.disk === "UpToDate" || now.peerDisk === "UpToDate"));
  if (state === null || !isConnected(state)) throw new Refused({ code: "side-unconnected", resource: step.resource, connection: state?.connection ?? null });
  if (state.peerRole === "Primary") throw new Refused({ code: "leads-elsewhere", resource: step.resource });
  return lead(context, step, side);
}

/**
 * What this node knew of the pool's guests is over: where it led before in this start and gave its side up, the other node may have
 * defined, changed and undefined guests since. They are restored, and started, as from a pool that was never here.
 */
async function lead(context: ApplyContext, { resource, minor, pool, path, alone }: StepOf<"pair.mount">, side: OwnDisk): Promise<Result> {
  await promote(context, resource, minor);
  // What the other side may have is DRBD's to know from now on.
  await endQuiet(context.fs, [resource]);
  const device = mirrorDevice(minor);
  // The side that was filled from the other one has that one's file system.
  const carrier = { id: resource, filesystemUuid: null };
  const ready: OwnDisk = { ...side, marker: { ...side.marker, state: "ready" } };
  // Its copy ended, and the other side was lost before that could be noted: from now on there is data of its own here.
  if (side.marker.state !== "ready") {
    // There is none where the making of the pool was cut off: nothing is to be used then.
    await mustBeOurs(context, pool, device.path, carrier).catch(async (error: unknown) => {
      await drbdadm(context, "secondary", resource);
      throw error;
    });
    await writeMarker(context, ready.path, ready.marker, "shared");
  }
  await forgetGuests(context.fs, pool);
  const result = await checkAndMount(context, { pool, path }, device, carrier);
  if (alone) await noteAnswered(context, minor, ready);
  return result;
}

/**
 * A takeover of a side that was not connected in this start: whoever gave the word knows of the other side, and is not asked again until this one is let
 * connect, which notes it anew. One that listens would be found by the other side before that note.
 */
async function noteAnswered(context: ApplyContext, minor: number, { marker, path }: OwnDisk): Promise<void> {
  if (marker.pair?.linked !== true || (await stateOf(context, minor))?.connection !== "StandAlone") return;
  await writeMarker(context, path, withLink(marker, false), "shared");
}
