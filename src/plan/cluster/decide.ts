import type { ResourceState, Situation } from "../../model/plan.ts";
import type { DrbdMeta } from "../../model/facts.ts";
import { compareGenerations, endedAlone, isAnotherDisk, isNew, isWhole, wasLeftAt, wentOnAlone } from "./generations.ts";
import type { Side } from "./sides.ts";

/** Which of the two sides is to be primary: the one whose data counts, or the one that the resource was made with. */
export type Lead = "one" | "other" | "first" | null;

/** What both sides say, taken together, and which of them has the data that counts. Symmetric: both nodes come to the same. */
export function situationOf(one: Side, other: Side): { situation: Situation; lead: Lead } {
  const is = (situation: Situation, lead: Lead = null): { situation: Situation; lead: Lead } => ({ situation, lead });
  const both = [one, other];
  const some = (kind: Side["kind"]): boolean => both.some((side) => side.kind === kind);
  const empty = (side: Side): boolean => side.kind === "blank" || side.kind === "unfinished";
  if (some("refused")) return is("refused-side");
  if (some("unreadable")) return is("disk-unreadable");
  if (some("no-metadata")) return is("no-metadata");
  // Nobody can have newer data than a side that never had another: it is not to wait for one.
  const neverFormed = both.findIndex((side) => side.kind === "data" && !side.formed);
  if (neverFormed >= 0 && (some("silent") || some("none"))) return is("never-formed", neverFormed === 0 ? "one" : "other");
  if (some("silent")) return is("peer-silent");
  if (some("none")) return is("no-partner");
  // Its copy may have ended just before its other side was lost, and nobody could note that any more.
  if (some("blank") && both.some((side) => side.kind === "unfinished" && isWhole(side.meta))) return is("only-copy");
  if (both.every(empty)) return is("both-empty", "first");
  if (one.kind === "data" && other.kind === "data") return bothFull(one, other);
  const [full, hollow, lead] = one.kind === "data" ? [one, other, "one" as const] : [other, one, "other" as const];
  if (full.kind !== "data") return is("refused-side");
  // Its metadata may have been made in this very start, and be in step by now: then it is let be.
  if (hollow.kind === "unfinished" && hollow.uuid === full.uuid && hollow.meta !== null && !isNew(hollow.meta)) {
    const relation = compareGenerations(hollow.meta, full.meta);
    const isPartner = !isAnotherDisk(hollow.meta, full.meta);
    if (relation === "same" && isPartner) return is("unnoted", lead);
    if (relation === "behind" && isPartner) return is("sync-unfinished", lead);
    // It had all data, and guests went on over it alone, before it could note that.
    if ((relation === "ahead" || relation === "diverged") && isWhole(hollow.meta)) return is("diverged");
  }
  // DRBD gives nobody a copy of what is not whole.
  if (!full.meta.consistent) return is("both-partial");
  // The side that is gone, and has a blank disk in its place now, may have what this one lacks. A claim for this very resource was begun where that was not so.
  const isBegun = hollow.kind === "unfinished" && hollow.uuid === full.uuid;
  // And a person who gives a side up beside one that was used alone has chosen.
  const isGivenUp = hollow.kind === "blank" && hollow.freed === full.uuid && wentOnAlone(full.meta);
  return mayLack(full) && !isBegun && !isGivenUp ? is("may-be-behind") : is("one-empty", lead);
}

/** True where both sides were made and declared equal, and power failed before there was a file system to note: they are gone on with, not made anew one after the other, which DRBD would take for a side to be filled. */
export function areBegun(one: Side, other: Side): boolean {
  if (one.kind !== "unfinished" || other.kind !== "unfinished" || one.uuid !== other.uuid || one.meta === null || other.meta === null) return false;
  if (isNew(one.meta) || isNew(other.meta) || isAnotherDisk(one.meta, other.meta)) return false;
  const relation = compareGenerations(one.meta, other.meta);
  // A copy between the two that was cut off is gone on with, too.
  if (relation === "ahead" || relation === "behind") return isWhole(relation === "ahead" ? one.meta : other.meta);
  return relation === "same" && isWhole(one.meta) && isWhole(other.meta);
}

type Full = Extract<Side, { kind: "data" }>;

/** True where what was written last may be on a disk that is gone. */
const mayLack = ({ mayBeBehind, meta }: Full): boolean => mayBeBehind && !endedAlone(meta);

function bothFull(one: Full, other: Full): { situation: Situation; lead: Lead } {
  if (one.uuid !== other.uuid) return { situation: "other-resource", lead: null };
  if (!one.meta.consistent && !other.meta.consistent) return { situation: "both-partial", lead: null };
  const relation = compareGenerations(one.meta, other.meta);
  if (relation === "unrelated" || relation === "diverged") return { situation: relation, lead: null };
  if (isAnotherDisk(one.meta, other.meta)) return { situation: "older-disk", lead: null };
  if (!one.meta.consistent || !other.meta.consistent) return { situation: "sync-unfinished", lead: one.meta.consistent ? "one" : "other" };
  if (relation !== "same") {
    const [winner, loser] = relation === "ahead" ? [one, other] : [other, one];
    // A third disk was between the two, and may have been written to last.
    if (mayLack(winner) && !wasLeftAt(winner.meta, loser.meta)) return { situation: "older-disk", lead: null };
    return { situation: "one-ahead", lead: relation === "ahead" ? "one" : "other" };
  }
  // Who is primary now counts before who was when it crashed.
  const was = one.meta.primary || other.meta.primary ? (meta: DrbdMeta): boolean => meta.primary : (meta: DrbdMeta): boolean => meta.crashed === true;
  if (was(one.meta) !== was(other.meta)) return { situation: "was-primary", lead: was(one.meta) ? "one" : "other" };
  return { situation: "in-step", lead: "first" };
}

/**
 * The pair's decision table, row by row, as README shows it. Written data is never discarded: where both sides have some and
 * neither descends from the other, nothing is done, and a person chooses.
 */
export function decide(situation: Situation): ResourceState {
  switch (situation) {
    case "refused-side": return "refuse";
    case "disk-unreadable": return "refuse";
    case "no-metadata": return "refuse";
    case "other-size": return "refuse";
    case "other-resource": return "refuse";
    case "both-partial": return "refuse";
    case "unrelated": return "refuse";
    case "older-disk": return "refuse";
    case "diverged": return "refuse";
    case "never-formed": return "alone";
    case "peer-silent": return "wait";
    case "no-partner": return "wait";
    case "only-copy": return "wait";
    case "may-be-behind": return "wait";
    case "both-empty": return "make";
    case "unnoted": return "settle";
    case "one-empty": return "join";
    case "sync-unfinished": return "resume";
    case "one-ahead": return "resume";
    case "was-primary": return "resume";
    case "in-step": return "resume";
  }
}
