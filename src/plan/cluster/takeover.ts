import type { DrbdState } from "../../status/procDrbd.ts";
import { isConnected } from "../../status/procDrbd.ts";

/** Why a resource is not taken over. */
export type TakeoverRefusal = "leads" | "not-finished" | "peer-unknown" | "not-up" | "connected" | "peer-answers" | "not-up-to-date" | "never-heard";

export interface TakeoverView {
  /** The marker on this node's side says `ready`. */
  ready: boolean;
  /** Which node of the line has the other side is known: else its silence cannot be checked. */
  peerKnown: boolean;
  /** Null where it is not up. */
  state: DrbdState | null;
  /** Any address of the peer answers on any port that was tried, be it by a refusal. */
  peerAnswers: boolean;
  /** True where both sides were connected in this start: then this one has every write that was acknowledged until the link was lost. */
  wasConnected: boolean;
  /** `--peer-is-off`: the operator's word. */
  peerIsOff: boolean;
}

/**
 * May this node lead a resource without its peer? Null where it may. What can be checked is checked whatever the operator
 * says; the word stands in only where nothing here can know: whether a peer that was never heard in this start has newer data.
 * Pure.
 */
export function refuseTakeover({ ready, peerKnown, state, peerAnswers, wasConnected, peerIsOff }: TakeoverView): TakeoverRefusal | null {
  if (!ready) return "not-finished";
  if (!peerKnown) return "peer-unknown";
  if (state === null) return "not-up";
  if (state.role === "Primary") return "leads";
  if (isConnected(state)) return "connected";
  if (peerAnswers) return "peer-answers";
  if (state.disk !== "UpToDate") return "not-up-to-date";
  return wasConnected || peerIsOff ? null : "never-heard";
}
