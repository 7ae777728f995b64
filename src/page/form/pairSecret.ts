import type { Site } from "../../model/site.ts";

/** A secret that was made here, and the nodes that it was made for. */
export interface MadeSecret {
  /** The hardware addresses of each node's first card, in order. */
  nodes: string;
  file: Uint8Array;
}

/**
 * The secret of these nodes: made once, so that a second ISO for the same ones has it too, and anew for others, who must not know
 * it. Null for a single node. `before`: what was made last; `make` is called where that does not fit.
 */
export function secretOf({ nodes }: Site, before: MadeSecret | null, make: () => Uint8Array): MadeSecret | null {
  if (nodes.length < 2) return null;
  const known = nodes.flatMap(({ cards }) => cards[0]?.macs ?? []).sort().join(" ");
  return before?.nodes === known ? before : { nodes: known, file: make() };
}
