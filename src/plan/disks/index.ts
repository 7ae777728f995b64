import type { DiskFacts } from "../../model/facts.ts";
import type { Outcome, PlannedDisk } from "../../model/plan.ts";
import type { Problem } from "../../model/problem.ts";
import type { Site } from "../../model/site.ts";
import { machineProblem } from "../network/problems.ts";
import { findTwins, inOrder } from "./identity.ts";
import { mirrored } from "./mirror.ts";
import { namePools } from "./pools.ts";
import { decideDisk, type DiskDecision, type DiskWish } from "./verdict.ts";

/** The verdict on every disk, in the order of the facts, and the problems that the wish for disks has. */
export function planDisks(site: Site, disks: readonly DiskFacts[], outcome: Outcome, siteId: string): { disks: PlannedDisk[]; problems: Problem[] } {
  const wish: DiskWish = { site: siteId, blank: blankWish(site, outcome) };
  const twins = findTwins(disks, siteId);
  const decisions = new Map<DiskFacts, DiskDecision>(disks.map((disk) => [disk, decideDisk(disk, wish, twins.get(disk) ?? [])]));

  const ordered = inOrder(disks);
  const { left, pairs } = mirrored(ordered.filter((disk) => decisions.get(disk)?.verdict === "claim"), site.disks.value);
  for (const disk of left) {
    const evidence = decisions.get(disk)?.evidence ?? [];
    decisions.set(disk, { verdict: "leave", reason: "mirror-unbuilt", evidence, remedy: { kind: "set-disks", mode: "separate" } });
  }
  const problems = left.size === 0 ? [] : [machineProblem("warning", "disks.mirror-unbuilt", { count: String(pairs) }, site.disks.token)];

  const pools = namePools(ordered, new Map([...decisions].map(([disk, { verdict }]) => [disk, verdict])), siteId);
  return {
    disks: [...decisions].map(([disk, decision]) => ({ path: disk.path, id: disk.id, sizeBytes: disk.sizeBytes, ...decision, pool: pools.get(disk) ?? null })),
    problems,
  };
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
