import type { DiskFacts, DrbdMeta } from "../../model/facts.ts";
import type { DiskReason, DiskVerdict } from "../../model/plan.ts";
import { hasLed } from "./generations.ts";

/** One node's disk as the pairing sees it. `blank` and `unfinished` hold nothing that was ever acknowledged to anybody. */
export type Side =
  | { kind: "silent" }
  | { kind: "none" }
  | { kind: "blank" }
  | { kind: "unfinished"; uuid: string; meta: DrbdMeta | null }
  /** `formed` false: no other side ever had all of it. `mayBeBehind`: the side that it followed may have gone on without it. */
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

/** What a disk is to a pair. Pure. */
export function sideOf({ disk, verdict }: SeenDisk): Side {
  const { marker } = disk;
  // A claim that never ended is left where nothing new is claimed: it may have got its data, and need no more than a note of it.
  const isBegun = verdict === "leave" && marker.state === "good" && marker.marker.state === "claiming";
  if (verdict === "refuse" || (verdict === "leave" && !isBegun)) return { kind: "refused" };
  if (disk.unreadable === true) return { kind: "unreadable" };
  if (marker.state !== "good") return { kind: "blank" };
  const { pair, state } = marker.marker;
  if (pair === undefined) return { kind: "refused" };
  const meta = disk.drbd ?? null;
  if (state === "claiming") return { kind: "unfinished", uuid: pair.uuid, meta };
  if (meta === null) return { kind: "no-metadata", uuid: pair.uuid };
  // One that has led since is noted as such a moment later: DRBD knows it before.
  return { kind: "data", uuid: pair.uuid, meta, formed: pair.formed !== false, mayBeBehind: pair.follows === true && !hasLed(meta) };
}
