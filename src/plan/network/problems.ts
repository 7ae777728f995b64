import type { Facts } from "../../model/facts.ts";
import type { Problem, ProblemArgs, ProblemCode, Severity } from "../../model/problem.ts";
import type { Site } from "../../model/site.ts";
import type { Mac } from "../../model/token.ts";
import { knownMac } from "./identity.ts";
import type { Match } from "./match.ts";
import { findNear } from "./near.ts";
import { wantedMacs } from "./names.ts";

/** A problem of how the machine fits the line: it has no place in the text, at most the token that it is about. */
export function machineProblem<C extends ProblemCode>(severity: Severity, code: C, args: ProblemArgs[C], token: string | null = null): Problem {
  return { severity, code, token, span: null, args } as Problem;
}

/** The `mac.` token, as written, that names this address; null where no node wants it. */
export function tokenOf(site: Site, mac: Mac): string | null {
  const tokens = site.nodes.flatMap(({ cards }) => cards.flatMap((card) => card.tokens));
  return tokens.find((token) => token.toLowerCase().replaceAll("-", ":").includes(mac)) ?? null;
}

/** The addresses that are wanted of this machine and that none of its NICs has: of its own node, else of all nodes. */
export function absentMacs(site: Site, facts: Facts, match: Match): Mac[] {
  const node = match.nodeIndex === null ? undefined : site.nodes[match.nodeIndex];
  const wanted = node === undefined ? wantedMacs(site) : node.cards.flatMap(({ macs }) => macs);
  const present = new Set(facts.nics.filter(({ physical }) => physical).map(knownMac));
  return wanted.filter((mac) => !present.has(mac));
}

/**
 * What is wrong between the line and this machine's NICs. Errors: no NIC at all, no match, a wanted address
 * that two NICs have, NICs of two nodes in one machine, and a first card that is not there (the host would have
 * no address); a further card or a bond member that is not there is a warning, it may still come.
 */
export function nicProblems(site: Site, facts: Facts, match: Match): Problem[] {
  const hardware = facts.nics.filter(({ physical }) => physical);
  if (hardware.length === 0) return [machineProblem("error", "nic.none", {})];
  const problems: Problem[] = [];
  const wanted = wantedMacs(site);
  // Where two cards share a wanted address, "no card has it" would be false: the error below says why none is named.
  const ambiguous = wanted.some((mac) => match.twins.has(mac));
  if (match.nodeIndex === null && wanted.length > 0 && !ambiguous) problems.push(machineProblem("error", "nic.no-match", { wanted: wanted.join(", ") }));

  const indexes = new Set(match.nodeOf.values());
  if (indexes.size > 1) problems.push(machineProblem("error", "nic.both-nodes", { kernelNames: [...match.nodeOf.keys()].map(({ kernelName }) => kernelName).join(", ") }));

  for (const [mac, twins] of match.twins) {
    const severity = wanted.includes(mac) ? "error" : "warning";
    problems.push(machineProblem(severity, "nic.duplicate", { mac, kernelNames: twins.map(({ kernelName }) => kernelName).join(", ") }, tokenOf(site, mac)));
  }

  const absent = absentMacs(site, facts, match);
  problems.push(...missingCards(site, match, absent));
  for (const nic of hardware) {
    const mac = knownMac(nic);
    if (mac === null || match.twins.has(mac)) continue;
    if (match.nodeOf.has(nic)) {
      if (nic.permanentMac === null) problems.push(machineProblem("warning", "nic.no-permanent", { kernelName: nic.kernelName, mac }, tokenOf(site, mac)));
      continue;
    }
    const near = findNear(mac, absent);
    if (near !== null) problems.push(machineProblem("warning", "nic.near", { wanted: near, found: mac, kernelName: nic.kernelName }, tokenOf(site, near)));
  }
  return problems;
}

function missingCards(site: Site, match: Match, absent: readonly Mac[]): Problem[] {
  const node = match.nodeIndex === null ? undefined : site.nodes[match.nodeIndex];
  return (node?.cards ?? []).flatMap((card, place) => {
    const missing = card.macs.filter((mac) => absent.includes(mac));
    const severity = place === 0 && missing.length === card.macs.length ? "error" : "warning";
    return missing.map((mac) => machineProblem(severity, "nic.missing", { mac, ifname: card.ifname }, tokenOf(site, mac)));
  });
}
