import { fitsSector } from "../../marker/index.ts";
import type { DiskMarker } from "../../model/facts.ts";
import type { StepOf } from "../../model/step.ts";
import { type DrbdState, isConnected } from "../../status/procDrbd.ts";
import type { ApplyContext, Result } from "../context.ts";
import { findSide, stateOf } from "../drbd.ts";
import { BY_ID } from "../plannedDisk.ts";
import { writeMarker } from "./diskClaim.ts";

/**
 * Notes on a side that the other one is about to lead, before they are connected; or that it has not been written to without this one, where that can
 * be seen. DRBD itself knows only of the side that went on: where that one's disk is gone, the one that stayed behind looks like any other.
 */
export async function pairFollow(context: ApplyContext, step: StepOf<"pair.follow">, byId = BY_ID): Promise<Result> {
  const { marker, path } = await findSide(context, step.disk, byId);
  if (marker.state !== "ready" || (marker.pair?.follows ?? false) === step.follows) return "unchanged";
  const state = await stateOf(context, step.minor);
  if (step.follows ? state?.role === "Primary" : !hasWhatWasWritten(state)) return "unchanged";
  const noted = withFollows(marker, step.follows);
  if (noted === marker) return "unchanged";
  await writeMarker(context, path, noted, "shared");
  return "changed";
}

/** A side that is connected and up to date has all that was written; from now on nobody writes without it where the other one does not lead, or writes to this disk alone. */
function hasWhatWasWritten(state: DrbdState | null): boolean {
  if (state === null || state.disk !== "UpToDate") return false;
  return state.role === "Primary" || (isConnected(state) && (state.peerRole === "Secondary" || state.peerDisk === "Diskless"));
}

/** The marker with the note, or without it; as it is where it would outgrow a sector, and could be torn. */
export function withFollows(marker: DiskMarker, follows: boolean): DiskMarker {
  if (marker.pair === undefined) return marker;
  const place = { ...marker.pair };
  delete place.follows;
  if (!follows) return { ...marker, pair: place };
  const noted = { ...marker, pair: { ...place, follows } };
  return fitsSector(noted) ? noted : marker;
}
