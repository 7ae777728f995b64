import type { Plan } from "../model/plan.ts";
import type { Site } from "../model/site.ts";

/** The other nodes, by their place in the line; null on a single machine. Which disk pairs with which is decided with the peer's facts. */
export function planCluster(site: Site, nodeIndex: number | null): Plan["cluster"] {
  if (nodeIndex === null || site.nodes.length < 2) return null;
  const peers = site.nodes
    .filter(({ index }) => index !== site.nodes[nodeIndex]?.index)
    .map(({ index, host, cards }) => ({ index, host, addresses: cards.flatMap(({ addresses }) => addresses) }));
  return { peers, resources: [] };
}
