import type { StepOf } from "../../model/step.ts";
import { isNew } from "../../plan/cluster/generations.ts";
import { META_BYTES, metaOffset, parseDrbdMeta } from "../../raid/drbdMeta.ts";
import { isConnected } from "../../status/procDrbd.ts";
import type { ApplyContext, Result } from "../context.ts";
import { drbdadm, findSide, mirrorDevice, promote, stateOf, waitForState } from "../drbd.ts";
import { CommandFailed, Refused } from "../explain.ts";
import { ext4On } from "../ext4.ts";
import { withLink } from "../pairLink.ts";
import { BY_ID } from "../plannedDisk.ts";
import { makeFileSystem, writeMarker } from "./diskClaim.ts";

/** How long the other side may take to claim its disk and connect. */
const CONNECT_MS = 25_000;

/**
 * Declares two new sides equal, without a first synchronisation (drbdsetup-8.4(8), new-current-uuid --clear-bitmap): only while
 * they are connected, neither has any data, and the metadata here was made in this claim. Where a side has data already, DRBD
 * synchronises by itself and there is nothing to do.
 */
export async function pairBegin(context: ApplyContext, step: StepOf<"pair.begin">, byId = BY_ID): Promise<Result> {
  const side = await findSide(context, step.disk, byId);
  const state = await waitForState(context, step.minor, CONNECT_MS, (now) => isConnected(now) && now.peerDisk !== "DUnknown" && now.disk !== "Negotiating" && now.peerDisk !== "Diskless");
  if (state === null || !isConnected(state)) throw new CommandFailed({ code: "side-silent", resource: step.resource, connection: state?.connection ?? null });
  if (state.disk !== "Inconsistent" || state.peerDisk !== "Inconsistent") return "unchanged";
  if (side.marker.state !== "claiming") throw new Refused({ code: "holds-data-of-none", path: side.path, resource: step.resource });
  const { startByte, sizeBytes } = side.wanted;
  const disk = await context.disks.open(side.path, "read");
  const meta = parseDrbdMeta(await disk.read(startByte + metaOffset(sizeBytes), META_BYTES).finally(() => disk.close()));
  if (meta === null || !isNew(meta)) throw new Refused({ code: "metadata-not-new", resource: step.resource });
  await drbdadm(context, "--", "--clear-bitmap", "new-current-uuid", step.resource);
  return "changed";
}

/**
 * The file system, on the mirror and so on both disks; then the marker: from then on there may be data here. A file system that was mounted since both
 * disks were claimed is somebody's data, whatever the markers say: it stays, and is noted.
 */
export async function pairMake(context: ApplyContext, step: StepOf<"pair.make">, byId = BY_ID): Promise<Result> {
  const side = await findSide(context, step.disk, byId);
  if (side.marker.state === "ready") return "unchanged";
  await promote(context, step.resource, step.minor);
  const device = mirrorDevice(step.minor).path;
  // Before the claim both disks were zero there: what was mounted can only have been made since then.
  const isUsed = (await ext4On(context, device))?.wasMounted === true;
  // What lies below was proved blank by samples, and both sides were never compared: nothing is taken for zero.
  if (!isUsed) await makeFileSystem(context, { pool: step.pool, filesystemUuid: step.filesystemUuid, partition: { sizeBytes: step.dataBytes } }, device, false);
  await writeMarker(context, side.path, withLink({ ...side.marker, state: "ready" }, true), "shared");
  return "changed";
}

/**
 * The side that is not primary: its marker is `ready` once it has the other's data, or is getting it from one that is in use. Where it has all,
 * the other one may well wait for this note before it leads.
 */
export async function pairSettle(context: ApplyContext, step: StepOf<"pair.settle">, byId = BY_ID): Promise<Result> {
  const side = await findSide(context, step.disk, byId);
  if (side.marker.state === "ready") return "unchanged";
  const state = await stateOf(context, step.minor);
  if (state === null || !isConnected(state)) return "unchanged";
  const hasAll = state.disk === "UpToDate" && state.peerDisk === "UpToDate";
  const isGetting = state.connection === "SyncTarget" && state.peerRole === "Primary";
  if (!hasAll && !isGetting) return "unchanged";
  await writeMarker(context, side.path, withLink({ ...side.marker, state: "ready" }, true), "shared");
  return "changed";
}
