import type { DiskFacts, MirrorPlace } from "../../model/facts.ts";
import type { DiskReason, DiskRemedy, Evidence, Outcome, PlannedDisk } from "../../model/plan.ts";
import type { Problem } from "../../model/problem.ts";
import type { Site } from "../../model/site.ts";
import { machineProblem } from "../network/problems.ts";
import { findTwins, formerName, inOrder, NO_TWINS } from "./identity.ts";
import { judgeMirror, memberOf, type Member, type MirrorVerdict } from "./members.ts";
import { isFoundedBy, pairUp, placesOf, standIn } from "./mirror.ts";
import { namePools } from "./pools.ts";
import { decideDisk, type DiskDecision, type DiskWish } from "./verdict.ts";

type Placed = NonNullable<PlannedDisk["mirror"]>;

/** What is decided so far, by disk; the steps below refine it one after the other. */
interface Draft {
  ordered: readonly DiskFacts[];
  decisions: Map<DiskFacts, DiskDecision>;
  mirrors: Map<DiskFacts, Placed>;
  /** Pool names that are fixed by a mirror. */
  pools: Map<DiskFacts, string>;
  problems: Problem[];
}

/** The verdict on every disk, in the order of the facts, and the problems that the wish for disks has. */
export function planDisks(site: Site, disks: readonly DiskFacts[], outcome: Outcome, siteId: string): { disks: PlannedDisk[]; problems: Problem[] } {
  const wish: DiskWish = { site: siteId, blank: blankWish(site, outcome) };
  const twins = findTwins(disks, siteId);
  const draft: Draft = {
    ordered: inOrder(disks), mirrors: new Map(), pools: new Map(), problems: [],
    decisions: new Map(disks.map((disk) => [disk, decideDisk(disk, wish, twins.get(disk) ?? NO_TWINS)])),
  };
  judgeMirrors(draft);
  const partners = pairBlank(draft, site, siteId);
  const pools = namePools(draft.ordered, new Map([...draft.decisions].map(([disk, { verdict }]) => [disk, verdict])), siteId, { partners, fixed: draft.pools });
  if (site.nodes.length === 1) draft.problems.push(...draft.ordered.flatMap((disk) => unusedSide(disk, draft.decisions.get(disk))));
  return {
    disks: [...draft.decisions].map(([disk, decision]) => {
      const mirror = draft.mirrors.get(disk);
      // A pair's pool is mounted where it is primary, once the peer was heard: no step of this phase may take it for a pool of its
      // own. Where no other side ever had its data, and the line names one node again, it is that.
      const pair = disk.marker.state === "good" ? disk.marker.marker.pair : undefined;
      const pool = pair === undefined || (pair.formed === false && site.nodes.length === 1) ? (pools.get(disk) ?? null) : null;
      const former = decision.verdict === "own" ? formerName(disk) : null;
      return { path: disk.path, id: disk.id, ...(former === null ? {} : { markedAs: former }), sizeBytes: disk.sizeBytes, diskSeq: disk.diskSeq, ...decision, pool, ...(mirror === undefined ? {} : { mirror }) };
    }),
    problems: draft.problems,
  };
}

/** A side of a pair on a line that names one node: it is not used, since the other node might have newer data. */
function unusedSide({ id, marker }: DiskFacts, decision: DiskDecision | undefined): Problem[] {
  const pair = marker.state === "good" ? marker.marker.pair : undefined;
  if (marker.state !== "good" || pair === undefined || pair.formed === false || decision?.verdict !== "own") return [];
  return [machineProblem("warning", "pair.one-node", { resource: pair.resource, pool: marker.marker.pool, disk: id, peer: pair.peer ?? "" }, null)];
}

/** Why blank disks are not claimed in this start; an error comes before `disks.none`, as it is what must be mended. */
function blankWish(site: Site, outcome: Outcome): DiskWish["blank"] {
  switch (outcome) {
    case "rescue": return "rescue";
    case "unconfigured": return "unconfigured";
    case "degraded": return "token-error";
    case "configured": return site.disks.value === "none" ? "disks-none" : site.nodes.length > 1 ? "waits-for-peer" : null;
  }
}

function toClaim({ ordered, decisions }: Draft): DiskFacts[] {
  return ordered.filter((disk) => decisions.get(disk)?.verdict === "claim");
}

/** The mirrors that are on the disks already: their members' roles, and the blank disk that fills a gap. */
function judgeMirrors(draft: Draft): void {
  const { ordered, decisions } = draft;
  const groups = new Map<string, Member[]>();
  for (const disk of ordered) {
    const member = decisions.get(disk)?.verdict === "own" ? memberOf(disk) : null;
    if (member !== null) groups.set(member.place.array, [...(groups.get(member.place.array) ?? []), member]);
  }
  for (const members of groups.values()) {
    const verdict = judgeMirror(members);
    for (const { disk, place } of members) {
      const role = verdict.roles.get(disk);
      const refused = verdict.refused.get(disk);
      if (role !== undefined) {
        draft.mirrors.set(disk, { ...place, role });
        amend(draft, disk, role === "behind" ? { reason: "mirror-behind" } : {});
      }
      if (refused !== undefined) amend(draft, disk, { verdict: "refuse", reason: refused.reason, remedy: remedyOf(refused.reason, disk), names: refused.names ?? [] });
    }
    const found = verdict.wants === null ? undefined : filler(toClaim(draft).filter((disk) => !draft.mirrors.has(disk)), verdict.wants);
    if (verdict.wants !== null && found !== undefined) fillGap(draft, verdict.wants.beside, { ...verdict.wants.beside.place, slot: verdict.wants.slot }, found);
    const joining = members.flatMap(({ disk }) => (["joins", "behind"].includes(verdict.roles.get(disk) ?? "") || disk.raid?.rebuilding === true ? [disk] : []));
    draft.problems.push(...problemsOf(draft, members, verdict.runs, verdict.wants?.beside.ready === true ? [...joining, ...(found === undefined ? [] : [found])] : joining, found));
  }
}

/** The blank disk for a gap: any that is large enough beside a finished member, the intended partner beside an unfinished one. */
function filler(blank: readonly DiskFacts[], { slot, beside: { disk, place, ready, site } }: NonNullable<MirrorVerdict["wants"]>): DiskFacts | undefined {
  if (ready) return standIn(blank, disk, place);
  return blank.find((other) => (slot === 0 ? isFoundedBy(place.array, site, other, disk) : isFoundedBy(place.array, site, disk, other)));
}

/** A blank disk takes the place beside a member; where that one's claim never ended, the mirror is made of the two. */
function fillGap(draft: Draft, beside: Member, place: MirrorPlace, blank: DiskFacts): void {
  draft.mirrors.set(blank, { ...place, role: beside.ready ? "joins" : "new" });
  const { marker } = beside.disk;
  if (marker.state === "good") draft.pools.set(blank, marker.marker.pool);
  if (beside.ready) amend(draft, blank, { reason: "replacement" });
  else {
    draft.mirrors.set(beside.disk, { ...beside.place, role: "new" });
    amend(draft, beside.disk, { verdict: "own", reason: "unfinished", remedy: null });
  }
}

function amend({ decisions }: Draft, disk: DiskFacts, { names = [], ...change }: Partial<DiskDecision> & { names?: string[] }): void {
  const before = decisions.get(disk);
  if (before === undefined) return;
  const raid: Evidence[] = disk.raid === undefined || disk.raid === null ? [] : [{ kind: "raid", events: disk.raid.events, updated: disk.raid.updated, copies: disk.raid.active.length }];
  decisions.set(disk, { ...before, ...change, evidence: [...before.evidence, ...(names.length > 0 ? [{ kind: "names" as const, names }] : []), ...raid] });
}

function remedyOf(reason: DiskReason, { id }: DiskFacts): DiskRemedy {
  switch (reason) {
    case "mirror-diverged": return { kind: "choose-side", id };
    case "mirror-partial":
    case "mirror-incomplete": return { kind: "bring-back", id };
    case "mirror-replaced":
    case "mirror-unreadable": return { kind: "free", id };
    default: return { kind: "unplug-or-ignore" };
  }
}

function problemsOf(draft: Draft, members: readonly Member[], runs: boolean, joining: readonly DiskFacts[], found: DiskFacts | undefined): Problem[] {
  const { marker } = members[0]?.disk ?? {};
  const pool = marker?.state === "good" ? marker.marker.pool : "?";
  const ids = (disks: readonly DiskFacts[]): string => disks.map(({ id }) => id).join(", ");
  const reasons = members.map(({ disk }) => draft.decisions.get(disk)?.reason);
  if (reasons.includes("mirror-diverged")) return [machineProblem("warning", "mirror.diverged", { pool, disks: ids(members.map(({ disk }) => disk)) }, null)];
  if (!runs && found === undefined) return [machineProblem("warning", "mirror.lost", { pool, disks: ids(members.map(({ disk }) => disk)) }, null)];
  if (joining.length > 0) return [machineProblem("warning", "mirror.rebuild", { pool, disk: ids(joining) }, null)];
  const used = members.filter(({ disk }) => draft.mirrors.has(disk)).map(({ disk }) => disk);
  return runs && used.length === 1 ? [machineProblem("warning", "mirror.degraded", { pool, disk: ids(used) }, null)] : [];
}

/** Pairs of blank disks, as the wish says; under `mirror` a rest is refused. Gives each second disk's first. */
function pairBlank(draft: Draft, site: Site, siteId: string): Map<DiskFacts, DiskFacts> {
  const mode = site.disks.value;
  const partners = new Map<DiskFacts, DiskFacts>();
  if (mode !== "auto" && mode !== "mirror") return partners;
  const free = toClaim(draft).filter((disk) => !draft.mirrors.has(disk));
  for (const pair of pairUp(free, siteId)) {
    const places = placesOf(pair);
    pair.disks.forEach((disk, index) => { draft.mirrors.set(disk, { ...(places[index] as MirrorPlace), role: "new" }); });
    partners.set(pair.disks[1], pair.disks[0]);
  }
  if (mode === "mirror") {
    for (const disk of free) if (!draft.mirrors.has(disk)) amend(draft, disk, { verdict: "refuse", reason: "mirror-rest", remedy: { kind: "set-disks", mode: "auto" } });
  }
  return partners;
}
