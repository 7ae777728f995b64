import { isLinkLocal } from "../cmdline/address.ts";
import type { Facts } from "../model/facts.ts";
import type { Plan, PlannedDisk, PlannedNetwork } from "../model/plan.ts";
import type { Problem } from "../model/problem.ts";
import type { Site, WantedNode } from "../model/site.ts";
import type { Ip } from "../model/token.ts";
import { BRIDGE } from "../render/networkdBridge.ts";
import { DEBIAN_POOL } from "../render/timesyncd.ts";
import { planCluster } from "./cluster/index.ts";
import { planDisks } from "./disks/index.ts";
import { localeOf } from "./locale.ts";
import { type NodeGateway, nodeGateways } from "./network/gateways.ts";
import { matchNode } from "./network/match.ts";
import { planNics } from "./network/nics.ts";
import { nicProblems } from "./network/problems.ts";
import { outcomeOf } from "./outcome.ts";
import { planSteps } from "./steps/index.ts";
import { pairSteps } from "./steps/pair.ts";
import { planSuggestions } from "./suggestions.ts";

const DEFAULT_HOST = "ramvisor";
const DEFAULT_SITE = "default";

/**
 * Decides everything: who this machine is in the line, what its NICs and disks become, and the steps that make
 * it so. Pure: the same site, problems and facts give the same plan. Never throws for what a line or a machine
 * can hold. `lineProblems` are those of the line's text; the plan's begin with them. `peerFacts`: what peers have told, once
 * the network is up (empty where none has); with them, the pair's phase is planned too.
 */
export function makePlan(site: Site, lineProblems: Problem[], facts: Facts, peerFacts: readonly Facts[] | null = null): Plan {
  const match = matchNode(site, facts.nics);
  const node = match.nodeIndex === null ? null : (site.nodes[match.nodeIndex] ?? null);
  const gateways = node === null ? [] : nodeGateways(site, node);
  const problems = [...lineProblems, ...nicProblems(site, facts, match)];
  const outcome = outcomeOf(site, node !== null, problems);
  const siteId = facts.overlay.siteId ?? DEFAULT_SITE;
  const disks = planDisks(site, facts.disks, outcome, siteId);
  const own = { index: match.nodeIndex, outcome, siteId, facts, disks: disks.disks };
  const cluster = planCluster(site, own, peerFacts);
  // The disks' phase comes before any peer is heard, and is the same whatever they say later.
  const alone = (peerFacts === null ? cluster : planCluster(site, own, null))?.resources ?? [];
  const plan = {
    outcome,
    problems: [...problems, ...disks.problems],
    node: { index: node?.index ?? null, count: site.nodes.length, host: node?.host ?? DEFAULT_HOST, site: siteId },
    network: planNetwork(site, node, gateways, planNics(site, facts, match, lineProblems)),
    locale: localeOf(site.lang.value),
    disks: withPairs(disks.disks, cluster),
    disksMode: site.disks.value,
    cluster,
    // What this host offers; the services below them are steps alone. Without a bridge there is nothing for guests.
    services: node === null ? ["ssh"] : ["libvirtd", "ssh"],
  };
  const pair = peerFacts === null || match.nodeIndex === null ? [] : pairSteps(site, cluster?.resources ?? [], facts, match.nodeIndex, siteId);
  return { ...plan, steps: [...planSteps(site, facts, { ...plan, alone }, node, gateways), ...pair], suggestions: planSuggestions(site, facts, plan) };
}

/** A disk that waited is claimed where the pair's phase makes it one side of a resource. */
function withPairs(disks: readonly PlannedDisk[], cluster: Plan["cluster"]): PlannedDisk[] {
  const claimed = new Set((cluster?.resources ?? []).flatMap(({ disk, state }) => (state === "make" || state === "join" ? [disk] : [])));
  return disks.map((disk) => {
    if (disk.verdict !== "wait" || !claimed.has(disk.id)) return disk;
    return { ...disk, verdict: "claim", reason: disk.evidence.some(({ kind }) => kind === "free-marker") ? "freed" : "blank" };
  });
}

function planNetwork(site: Site, node: WantedNode | null, gateways: readonly NodeGateway[], nics: PlannedNetwork["nics"]): PlannedNetwork {
  const usable = gateways.map(({ address }) => address);
  const given = site.ntp.map(({ value }) => value);
  return {
    nics,
    bridge: node === null ? null : BRIDGE,
    addresses: node?.cards.flatMap(({ addresses }) => addresses) ?? [],
    gateways: usable,
    dns: site.dns.map(({ value }) => value),
    ntp: given.length > 0 ? given : defaultTimeServers(usable, node === null),
    vlan: node === null ? null : (site.vlan?.value ?? null),
    bond: node?.cards.some(({ macs }) => macs.length > 1) === true ? (site.bond?.value ?? null) : null,
    dhcp: node === null,
  };
}

/** The gateway, then Debian's pool; with DHCP what it names. A link-local address is no use without its link's name. */
function defaultTimeServers(gateways: readonly Ip[], dhcp: boolean): string[] {
  return dhcp ? [] : [...gateways.filter((address) => !isLinkLocal(address)), ...DEBIAN_POOL];
}
