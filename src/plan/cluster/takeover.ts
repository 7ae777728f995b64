import type { PlannedResource } from "../../model/plan.ts";
import type { DrbdState } from "../../status/procDrbd.ts";
import { isConnected } from "../../status/procDrbd.ts";

/** Why a resource is not taken over. */
export type TakeoverRefusal = "leads" | "disk-unreadable" | "not-finished" | "peer-unknown" | "not-up" | "connected" | "peer-answers" | "cut-off" | "not-up-to-date" | "peer-ahead" | "not-noted" | "never-heard";

export interface TakeoverView {
  /** This node's disk can be read now. */
  readable: boolean;
  /** This node's side has had all data: its marker says `ready`, or DRBD's metadata does. */
  ready: boolean;
  /** Its marker says so: else its peer may be a pool that never had another side, and leads without asking anybody when it comes back. */
  noted: boolean;
  /** Which node of the line has the other side is known: else its silence cannot be checked. */
  peerKnown: boolean;
  /** The pool is mounted here, and its guests were started: an earlier takeover, or the node's own start, came to its end. */
  inUse: boolean;
  /** Null where it is not up. */
  state: DrbdState | null;
  /** Any address of the peer answers on any port that was tried, be it by a refusal. */
  peerAnswers: boolean;
  /** A card of this node has a link: else it may be this node that is cut off, and not the peer that is gone. */
  hasLink: boolean;
  /** True where both sides were connected in this start: then this one has every write that was acknowledged until the link was lost. */
  wasConnected: boolean;
  /** The peer was heard to have data that this side lacks, written since the link was lost. */
  peerAhead: boolean;
  /** `--peer-is-off`: the operator's word. */
  peerIsOff: boolean;
}

/**
 * May this node lead a resource without its peer? Null where it may. What can be checked is checked whatever the operator
 * says; the word stands in where nothing here can know, whether a peer that was never heard in this start has newer data, and
 * where it is known to have some: only a person can know that it will never come back, and older data are better than none then. Pure.
 */
export function refuseTakeover({ readable, ready, noted, peerKnown, inUse, state, peerAnswers, hasLink, wasConnected, peerAhead, peerIsOff }: TakeoverView): TakeoverRefusal | null {
  // Else it was cut off: what is left is done now. Where the peer is there, the pair's own rounds do it.
  if (state?.role === "Primary" && (inUse || isConnected(state))) return "leads";
  if (!readable) return "disk-unreadable";
  if (!ready) return "not-finished";
  if (!peerKnown) return "peer-unknown";
  if (state === null) return "not-up";
  if (isConnected(state)) return "connected";
  if (peerAnswers) return "peer-answers";
  if (state.disk !== "UpToDate") return "not-up-to-date";
  if (peerIsOff) return null;
  if (!hasLink) return "cut-off";
  // DRBD calls this side up to date all the same: it knows what it was told before the link was lost.
  if (peerAhead) return "peer-ahead";
  if (!noted) return "not-noted";
  return wasConnected ? null : "never-heard";
}

/** Whether the peer, as heard in this round, has data that this side lacks; null where it was not heard. Pure. */
export function peerIsAhead({ situation, primaryIndex, peerIndex }: Pick<PlannedResource, "situation" | "primaryIndex" | "peerIndex">): boolean | null {
  switch (situation) {
    case "one-ahead": return primaryIndex === peerIndex;
    case "diverged": return true;
    case "in-step":
    case "was-primary": return false;
    default: return null;
  }
}
