import type { StepOf } from "../../model/step.ts";
import { isConnected } from "../../status/procDrbd.ts";
import type { ApplyContext, Result } from "../context.ts";
import { findSide, stateOf } from "../drbd.ts";
import { BY_ID } from "../plannedDisk.ts";
import { writeMarker } from "./diskClaim.ts";

/**
 * Notes who has the other side, so that a later start knows whom it is to wait for, whatever the line looks like by then. Only while
 * connected: DRBD's handshake proves that the other side is there, and not merely meant.
 */
export async function pairPeer(context: ApplyContext, step: StepOf<"pair.peer">, byId = BY_ID): Promise<Result> {
  const side = await findSide(context, step.disk, byId);
  const { pair, state: written } = side.marker;
  if (pair === undefined || written !== "ready" || pair.peer === step.peer) return "unchanged";
  const state = await stateOf(context, step.minor);
  if (state === null || !isConnected(state)) return "unchanged";
  await writeMarker(context, side.path, { ...side.marker, pair: { ...pair, peer: step.peer } }, "shared");
  return "changed";
}
