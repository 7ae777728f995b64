import type { DrbdMeta } from "../../model/facts.ts";
import { JUST_CREATED, NO_GENERATION } from "../../raid/drbdMeta.ts";

/** How one side's data stands to the other's. */
export type Relation = "same" | "ahead" | "behind" | "diverged" | "unrelated";

/** The last bit says whether the node was primary: no part of the generation's name (DRBD, drivers/block/drbd/drbd_receiver.c). */
function name(generation: string): string {
  return (BigInt(`0x${generation}`) & ~1n).toString(16).toUpperCase().padStart(16, "0");
}

function same(one: string, other: string): boolean {
  return name(one) !== NO_GENERATION && name(one) === name(other);
}

/** True where metadata was made and has never been part of a mirror. */
export function isNew(meta: DrbdMeta): boolean {
  return name(meta.current) === JUST_CREATED;
}

/** True where a side has had all data, whether that was noted in its marker or not. */
export function isWhole(meta: DrbdMeta | null): boolean {
  return meta !== null && !isNew(meta) && meta.consistent && meta.upToDate;
}

/** True where a side has been written to, or was made primary, without its other side, and that one has not caught up since. */
export function wentOnAlone(meta: DrbdMeta): boolean {
  return name(meta.bitmap) !== NO_GENERATION;
}

/**
 * True where a side was used alone and was not in use when it was last heard of: it ended in order. One that lost power in
 * use may have been cut off before, and the other one taken over. The mark of a crash stays for long, and then says nothing.
 */
export const endedAlone = (meta: DrbdMeta): boolean => wentOnAlone(meta) && !meta.primary && meta.crashed !== true;

/** True where this side went on alone from the very data that the other one has. */
export const wasLeftAt = (meta: DrbdMeta, other: DrbdMeta): boolean => same(meta.bitmap, other.current);

/**
 * Compares generations as DRBD does at its handshake (drbd_uuid_compare(), rules 10 to 100, Linux 6.12), so that what it will
 * do is known before it is let do it. DRBD remains the judge: it compares again, and disconnects where it finds otherwise.
 */
export function compareGenerations(one: DrbdMeta, other: DrbdMeta): Relation {
  if (isNew(one) && isNew(other)) return "same";
  if (isNew(one)) return "behind";
  if (isNew(other)) return "ahead";
  if (same(one.current, other.current)) return "same";
  if (same(one.current, other.bitmap) || other.history.some((old) => same(one.current, old))) return "behind";
  if (same(one.bitmap, other.current) || one.history.some((old) => same(old, other.current))) return "ahead";
  const olds = (meta: DrbdMeta): string[] => [meta.bitmap, ...meta.history];
  return olds(one).some((old) => olds(other).some((past) => same(old, past))) ? "diverged" : "unrelated";
}

/** What DRBD adds to a generation for a copy that goes on from it (UUID_NEW_BM_OFFSET, drivers/block/drbd/drbd_int.h). */
const COPY = 1n << 48n;
const copyOf = (generation: string): string => BigInt.asUintN(64, BigInt(`0x${generation}`) + COPY).toString(16).toUpperCase().padStart(16, "0");

/**
 * True where one of two related sides cannot be the one that the other last mirrored: it is an older disk, put back after another one had
 * taken its place. DRBD would take it for equal, or copy to it by a bitmap that speaks of that other disk. Of true partners the histories are
 * equal: the end of a copy makes them so (drbd_resync_finished()), and nothing changes them but the next copy. Power that fails
 * in the moment in which a copy begins or ends can look the same.
 */
export function isAnotherDisk(one: DrbdMeta, other: DrbdMeta): boolean {
  const relation = compareGenerations(one, other);
  const none = (meta: DrbdMeta): boolean => name(meta.bitmap) === NO_GENERATION;
  const isHistoryEqual = one.history.every((old, place) => name(old) === name(other.history[place] ?? NO_GENERATION));
  if (relation === "same") {
    if (isNew(one) || !one.consistent || !other.consistent || (!none(one) && !none(other))) return false;
    if (none(one) && none(other)) return !isHistoryEqual;
    // The source of a copy whose end it could not note any more (rule 34); otherwise the copy was another disk's.
    const [source, target] = none(one) ? [other, one] : [one, other];
    return !same(source.bitmap, target.history[0] ?? NO_GENERATION);
  }
  if (relation !== "ahead" && relation !== "behind") return false;
  const [winner, loser] = relation === "ahead" ? [one, other] : [other, one];
  if (isNew(loser)) return false;
  // Rule 51: DRBD takes a copy to another disk for one to this disk that did not begin.
  if (same(winner.history[0] ?? NO_GENERATION, loser.current) && same(winner.bitmap, copyOf(loser.current))) return true;
  return loser.consistent && same(winner.bitmap, loser.current) && none(loser) && !isHistoryEqual;
}
