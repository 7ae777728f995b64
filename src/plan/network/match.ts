import type { NicFacts } from "../../model/facts.ts";
import type { Site } from "../../model/site.ts";
import type { Mac } from "../../model/token.ts";
import { findTwins, knownMac } from "./identity.ts";

/** Which node this machine is, and which of its NICs were named for which. */
export interface Match {
  /** Place of this machine in `site.nodes`; null where no `mac.` token names it. */
  nodeIndex: number | null;
  /** The node that each matched NIC was named for. */
  nodeOf: Map<NicFacts, number>;
  twins: Map<Mac, NicFacts[]>;
}

/**
 * Finds the node whose `mac.` tokens name this machine. NICs that share their address name nobody: which of
 * them is meant cannot be told. Where NICs of several nodes are in one machine, it is the first of those nodes.
 */
export function matchNode(site: Site, nics: readonly NicFacts[]): Match {
  const wanted = new Map(site.nodes.flatMap((node, index) => node.cards.flatMap(({ macs }) => macs.map((mac) => [mac, index] as const))));
  const twins = findTwins(nics);
  const nodeOf = new Map<NicFacts, number>();
  for (const nic of nics) {
    const mac = knownMac(nic);
    const index = mac === null || !nic.physical || twins.has(mac) ? undefined : wanted.get(mac);
    if (index !== undefined) nodeOf.set(nic, index);
  }
  return { nodeIndex: nodeOf.size === 0 ? null : Math.min(...nodeOf.values()), nodeOf, twins };
}
