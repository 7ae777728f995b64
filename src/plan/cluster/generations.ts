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

/**
 * True where a side has been written to, or was made primary, without its other side, and that one has not caught up since. The mark of a primary
 * that crashed says nothing: DRBD leaves it on the disk until well after the next start.
 */
export function wentOnAlone(meta: DrbdMeta): boolean {
  return name(meta.bitmap) !== NO_GENERATION;
}

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
