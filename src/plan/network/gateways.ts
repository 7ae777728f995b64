import { contains, familyOf, isLinkLocal } from "../../cmdline/address.ts";
import type { Site, WantedNode } from "../../model/site.ts";
import type { Ip } from "../../model/token.ts";

export interface NodeGateway {
  address: Ip;
  /** Place of the card, in `node.cards`, that reaches it. */
  card: number;
}

/**
 * The gateways of a node, each with the card in whose network it lies: networkd fails a link that is given a
 * gateway out of its reach. A link-local one (RFC 4291, 2.5.6) is reached over the first card. One that no card
 * reaches is left out; the line's own check has said so already.
 */
export function nodeGateways(site: Site, node: WantedNode): NodeGateway[] {
  return site.gateways.flatMap(({ value: address }) => {
    const linkLocal = familyOf(address) === 6 && isLinkLocal(address);
    const card = linkLocal ? 0 : node.cards.findIndex(({ addresses }) => addresses.some((cidr) => contains(cidr, address)));
    return card < 0 ? [] : [{ address, card }];
  });
}
