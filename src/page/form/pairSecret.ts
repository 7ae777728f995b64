import type { Site } from "../../model/site.ts";

/** A secret that was made here, and the nodes that it was made for. */
export interface MadeSecret {
  /** The hardware addresses of each node's first card. */
  nodes: readonly string[];
  file: Uint8Array;
}

/**
 * The secret of these nodes: made once, so that a second ISO for the same ones has it too, one of them corrected or added, and anew for
 * others, who must not know it. Null for a single node. `before`: what was made last; `make` is called where that does not fit.
 */
export function secretOf({ nodes }: Site, before: MadeSecret | null, make: () => Uint8Array): MadeSecret | null {
  if (nodes.length < 2) return null;
  const known = nodes.flatMap(({ cards }) => cards[0]?.macs ?? []);
  const isSame = before?.nodes.some((mac) => known.includes(mac)) === true;
  return { nodes: known, file: isSame ? before.file : make() };
}
