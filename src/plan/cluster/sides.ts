import type { DiskFacts, DiskMarker, DrbdMeta } from "../../model/facts.ts";
import type { DiskReason, DiskVerdict } from "../../model/plan.ts";
import { isWhole } from "./generations.ts";

/** One node's disk as the pairing sees it. `blank` and `unfinished` hold nothing that was ever acknowledged to anybody. */
export type Side =
  | { kind: "silent" }
  | { kind: "none" }
  /** `freed`: a person gave up the side of this resource that was on it. */
  | { kind: "blank"; freed?: string }
  | { kind: "unfinished"; uuid: string; meta: DrbdMeta | null }
  /** `formed` false: no other side ever had all of it. `mayBeBehind`: the other side, which is gone, may have been written to without it. */
  | { kind: "data"; uuid: string; meta: DrbdMeta; formed: boolean; mayBeBehind: boolean }
  | { kind: "no-metadata"; uuid: string }
  /** It was read before in this start, and cannot be read now. */
  | { kind: "unreadable" }
  | { kind: "refused" };

/** A disk with the verdict that its own node's planner has on it, before any pairing. */
export interface SeenDisk {
  disk: DiskFacts;
  verdict: DiskVerdict;
  reason: DiskReason;
}

/** True where a side has had all data: its marker says so, or DRBD's metadata does where there was no time to note it. Pure. */
export function hasHadAll({ state }: Pick<DiskMarker, "state">, drbd: DrbdMeta | null | undefined): boolean {
  return state === "ready" || isWhole(drbd ?? null);
}

/** What a disk is to a pair. Pure. */
export function sideOf({ disk, verdict }: SeenDisk): Side {
  const { marker } = disk;
  // A claim that never ended is left where nothing new is claimed: it may have got its data, and need no more than a note of it.
  const isBegun = verdict === "leave" && marker.state === "good" && marker.marker.state === "claiming";
  if (verdict === "refuse" || (verdict === "leave" && !isBegun)) return { kind: "refused" };
  if (disk.unreadable === true) return { kind: "unreadable" };
  if (marker.state !== "good") return marker.state === "free" && marker.marker.pair !== undefined ? { kind: "blank", freed: marker.marker.pair } : { kind: "blank" };
  const { pair, state } = marker.marker;
  if (pair === undefined) return { kind: "refused" };
  const meta = disk.drbd ?? null;
  if (state === "claiming") return { kind: "unfinished", uuid: pair.uuid, meta };
  if (meta === null) return { kind: "no-metadata", uuid: pair.uuid };
  return { kind: "data", uuid: pair.uuid, meta, formed: pair.formed !== false, mayBeBehind: pair.linked === true && pair.formed !== false };
}
