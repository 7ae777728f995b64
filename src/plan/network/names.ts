import type { Site, WantedCard, WantedNode } from "../../model/site.ts";
import type { Mac } from "../../model/token.ts";

/** IFNAMSIZ of linux/if.h is 16 with the closing zero. */
const LONGEST = 15;

/** How one wanted card appears in the kernel: `device` has the address, `nics` are the names of its hardware. */
export interface CardDevices {
  card: WantedCard;
  device: string;
  nics: { mac: Mac; name: string }[];
  bond: boolean;
}

/**
 * Names for all cards of a node, first card first. A card with several addresses is a bond: the bond takes
 * IFNAME and its members are called `<IFNAME>m0`, `<IFNAME>m1` …, the stem cut where that would be too long.
 */
export function nameDevices(node: WantedNode): CardDevices[] {
  const taken = new Set(node.cards.map(({ ifname }) => ifname));
  return node.cards.map((card) => {
    if (card.macs.length < 2) return { card, device: card.ifname, bond: false, nics: card.macs.map((mac) => ({ mac, name: card.ifname })) };
    return { card, device: card.ifname, bond: true, nics: card.macs.map((mac) => ({ mac, name: memberName(card.ifname, taken) })) };
  });
}

function memberName(ifname: string, taken: Set<string>): string {
  for (let index = 0; ; index += 1) {
    const suffix = `m${index}`;
    const name = ifname.slice(0, LONGEST - suffix.length) + suffix;
    if (taken.has(name)) continue;
    taken.add(name);
    return name;
  }
}

/** The VLAN below `br0`: `eth0.20`; `vlan20` where that would be longer than the kernel takes. */
export function vlanDevice(device: string, id: number): string {
  const name = `${device}.${id}`;
  return name.length <= LONGEST ? name : `vlan${id}`;
}

/** Every address that any node of the line wants, in order. */
export function wantedMacs(site: Site): Mac[] {
  return site.nodes.flatMap(({ cards }) => cards.flatMap(({ macs }) => macs));
}
