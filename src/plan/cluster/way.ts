import { contains, familyOf, ipOf } from "../../cmdline/address.ts";
import type { WantedCard, WantedNode } from "../../model/site.ts";
import type { Cidr, Ip } from "../../model/token.ts";

/**
 * The addresses that two nodes replicate over, the first node's first: of two further cards that lie in one network, those of equal name before
 * others, as where each node of a ring has a cable to each of its neighbours; else those of their first cards. Null where they have no
 * address family in common. Both nodes come to the same two.
 */
export function wayBetween(own: WantedNode, peer: WantedNode): [Ip, Ip] | null {
  const [low, high] = own.index < peer.index ? [own, peer] : [peer, own];
  const pairs = low.cards.slice(1).flatMap((one) => high.cards.slice(1).map((other) => [one, other] as const));
  const isNamedAlike = ([one, other]: readonly [WantedCard, WantedCard]): boolean => one.ifname === other.ifname;
  const cables = [...pairs.filter(isNamedAlike), ...pairs.filter((pair) => !isNamedAlike(pair))].map(([one, other]) => joined(one, other, inOneNetwork));
  const way = cables.find((found) => found !== null) ?? joined(low.cards[0], high.cards[0], (one, other) => familyOf(one) === familyOf(other));
  if (way === null) return null;
  return low === own ? way : [way[1], way[0]];
}

/** The first addresses of two cards of which `fits` holds, without prefix. */
function joined(one: WantedCard | undefined, other: WantedCard | undefined, fits: (one: Cidr, other: Cidr) => boolean): [Ip, Ip] | null {
  for (const address of one?.addresses ?? []) {
    const there = (other?.addresses ?? []).find((candidate) => fits(address, candidate));
    if (there !== undefined) return [ipOf(address), ipOf(there)];
  }
  return null;
}

function inOneNetwork(one: Cidr, other: Cidr): boolean {
  return contains(one, ipOf(other)) && contains(other, ipOf(one));
}
