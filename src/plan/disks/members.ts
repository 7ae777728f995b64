import type { DiskFacts, MirrorPlace, RaidMember } from "../../model/facts.ts";
import type { DiskReason, MirrorRole } from "../../model/plan.ts";
import { countsIn } from "../../raid/superblock.ts";
import { isFoundedBy } from "./mirror.ts";

/** One disk of ours whose marker names a mirror. */
export interface Member {
  disk: DiskFacts;
  place: MirrorPlace;
  ready: boolean;
  site: string;
  /** Null where its md superblock is not there, or is not that of its mirror. */
  raid: RaidMember | null;
}

/** What becomes of one mirror that is already on the disks. `wants`: the slot that a blank disk may fill. */
export interface MirrorVerdict {
  roles: Map<DiskFacts, MirrorRole>;
  refused: Map<DiskFacts, { reason: DiskReason; names?: string[] }>;
  wants: { slot: 0 | 1; beside: Member } | null;
  /** True where it can be used now, on one disk or two. */
  runs: boolean;
}

/** The member that a disk's marker makes it; null where the marker says otherwise. */
export function memberOf(disk: DiskFacts): Member | null {
  const { marker } = disk;
  if (marker.state !== "good" || marker.marker.mirror === undefined) return null;
  const { mirror: place, state, site } = marker.marker;
  const raid = disk.raid ?? null;
  const fits = raid !== null && raid.uuid === place.array && raid.level === 1 && raid.raidDisks === 2 && (raid.slot ?? place.slot) === place.slot;
  return { disk, place, ready: state === "ready", site, raid: fits ? raid : null };
}

/** The update of the superblocks that a power cut may part: one has it, the other has not. */
const PARTED = 1;

/** True where `one` counts the very disk `other` in. */
function knows(one: Member, other: Member): boolean {
  return one.raid !== null && other.raid !== null && countsIn(one.raid, other.place.slot, other.raid);
}

/** True where `other` takes part in the array as `member` knows it, up to the update that a power cut may part. */
function inLine(member: Member, other: Member): boolean {
  return knows(member, other) && Math.abs(events(member) - events(other)) <= PARTED;
}

function events({ raid }: Member): number {
  return raid?.events ?? 0;
}

function isCopy({ raid }: Member): boolean {
  return raid !== null && raid.slot !== null && !raid.rebuilding;
}

/** Judges all disks, given in order, that name one array. Pure; every one of them gets a role or a refusal. */
export function judgeMirror(members: readonly Member[]): MirrorVerdict {
  const verdict: MirrorVerdict = { roles: new Map(), refused: new Map(), wants: null, runs: false };
  const [first, second] = ([0, 1] as const).map((slot) => contest(slot, members, verdict));
  if (first === undefined && second === undefined) return verdict;
  const contested = new Set([...verdict.refused.keys()].flatMap((disk) => members.filter((member) => member.disk === disk).map(({ place }) => place.slot)));
  if (first !== undefined && second !== undefined) judgePair(first, second, verdict);
  else judgeSingle(first ?? (second as Member), verdict);
  // Where two disks claim a place and none is right, the place is not given to a third.
  if (verdict.wants !== null && contested.has(verdict.wants.slot)) verdict.wants = null;
  return verdict;
}

/**
 * The one disk that has a slot, where several say so: a disk was replaced, and came back. The holder of the other slot
 * knows who is in line with it; failing that, a finished claim goes before an unfinished one; else it stays open.
 */
function contest(slot: 0 | 1, members: readonly Member[], { refused }: MirrorVerdict): Member | undefined {
  const claimants = members.filter(({ place }) => place.slot === slot);
  if (claimants.length < 2) return claimants[0];
  const others = members.filter(({ place }) => place.slot !== slot);
  const [arbiter] = others;
  const known = arbiter === undefined || others.length > 1 ? [] : claimants.filter((claimant) => inLine(arbiter, claimant));
  const finished = others.length === 1 ? claimants.filter(({ ready }) => ready) : [];
  const winner = known.length === 1 ? known[0] : known.length === 0 && finished.length === 1 ? finished[0] : undefined;
  for (const { disk } of claimants) {
    if (disk === winner?.disk) continue;
    const names = claimants.flatMap((other) => (other.disk === disk ? [] : [other.disk.path])).sort();
    refused.set(disk, winner === undefined ? { reason: "twin-identity", names } : { reason: "mirror-replaced", names: [winner.disk.id] });
  }
  return winner;
}

function judgeSingle(member: Member, verdict: MirrorVerdict): void {
  const other = member.place.slot === 0 ? 1 : 0;
  if (!member.ready) {
    // Its making was cut off before the other disk was begun; or it was on its way into a mirror that is not there.
    verdict.wants = { slot: other, beside: member };
    verdict.refused.set(member.disk, { reason: "mirror-incomplete" });
  } else if (member.raid === null) verdict.refused.set(member.disk, { reason: "mirror-unreadable" });
  else if (!isCopy(member)) verdict.refused.set(member.disk, { reason: "mirror-partial" });
  else {
    verdict.roles.set(member.disk, "member");
    verdict.wants = { slot: other, beside: member };
    verdict.runs = true;
  }
}

function judgePair(first: Member, second: Member, verdict: MirrorVerdict): void {
  const { roles, refused } = verdict;
  const both = [first, second];
  if (both.every(({ ready }) => !ready)) {
    verdict.runs = isFoundedBy(first.place.array, first.site, first.disk, second.disk);
    for (const { disk } of both) {
      if (verdict.runs) roles.set(disk, "new");
      else refused.set(disk, { reason: "mirror-incomplete" });
    }
    return;
  }
  const [unfinished] = both.filter(({ ready }) => !ready);
  if (unfinished !== undefined) {
    const kept = first === unfinished ? second : first;
    judgeSingle(kept, verdict);
    verdict.wants = null;
    if (verdict.runs) roles.set(unfinished.disk, "joins");
    else refused.set(unfinished.disk, { reason: "mirror-incomplete" });
    return;
  }
  const unread = both.filter(({ raid }) => raid === null);
  if (unread.length > 0) {
    for (const member of both) judgeSingle(member, verdict);
    // The disk without a superblock is there, and may hold what is wanted: its place is not given away.
    verdict.wants = null;
    return;
  }
  judgeReady(first, second, verdict);
}

/** Both have a superblock of this array: are they one, is one behind, or did they go different ways? */
function judgeReady(first: Member, second: Member, verdict: MirrorVerdict): void {
  const { roles, refused } = verdict;
  const whole = [first, second].filter(isCopy);
  if (whole.length === 0) {
    for (const { disk } of [first, second]) refused.set(disk, { reason: "mirror-partial" });
    return;
  }
  const ahead = aheadOf(first, second, whole);
  if (ahead === null) {
    for (const { disk } of [first, second]) refused.set(disk, { reason: "mirror-diverged", names: [(disk === first.disk ? second : first).disk.id] });
    return;
  }
  verdict.runs = true;
  const inStep = inLine(first, second) && inLine(second, first);
  for (const member of [first, second]) roles.set(member.disk, inStep || member === ahead ? "member" : "behind");
}

/**
 * Who has all that the other has, so that the other may be overwritten; null where each has what the other lacks. Who is no whole copy, whom
 * the other ran on without, or who has seen less, is behind. But only one that counts the other in stayed behind it: one that does not has
 * gone on with a third disk, and so has one that has seen more than what ran on without it.
 */
function aheadOf(first: Member, second: Member, whole: readonly Member[]): Member | null {
  const [a, b] = [knows(first, second), knows(second, first)];
  const [only] = whole.length === 1 ? whole : [];
  if (only !== undefined) return knows(only === first ? second : first, only) ? only : null;
  if (a && b) return events(first) >= events(second) ? first : second;
  if (a === b) return null;
  const [ahead, behind] = a ? [second, first] : [first, second];
  return events(behind) > events(ahead) + PARTED ? null : ahead;
}
