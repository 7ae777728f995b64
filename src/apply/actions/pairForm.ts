import type { StepOf } from "../../model/step.ts";
import { isConnected } from "../../status/procDrbd.ts";
import type { ApplyContext, Result } from "../context.ts";
import { findSide, stateOf } from "../drbd.ts";
import { withLink } from "../pairLink.ts";
import { BY_ID } from "../plannedDisk.ts";
import { writeMarker } from "./diskClaim.ts";

/**
 * Where a pool that was alone has found its other side: noted before that side may think itself ready, and so before it could
 * ever be written to without this one. From then on this node waits for its peer like any other.
 */
export async function pairForm(context: ApplyContext, step: StepOf<"pair.form">, byId = BY_ID): Promise<Result> {
  const side = await findSide(context, step.disk, byId);
  const { pair } = side.marker;
  if (pair === undefined || pair.formed !== false) return "unchanged";
  const state = await stateOf(context, step.minor);
  const has = state !== null && isConnected(state) && state.role === "Primary" && state.disk === "UpToDate" && state.peerDisk === "UpToDate";
  if (!has) return "unchanged";
  await writeMarker(context, side.path, withLink(side.marker, true), "shared");
  return "changed";
}
