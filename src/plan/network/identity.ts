import type { NicFacts } from "../../model/facts.ts";
import type { Mac } from "../../model/token.ts";

/**
 * The address a NIC is known by: the one burnt in, else the one in use. A NIC whose permanent address is known
 * is never known by the one in use: in a bond every member carries the first member's
 * (Documentation/networking/bonding.rst, "fail_over_mac").
 */
export function knownMac(nic: NicFacts): Mac | null {
  return nic.permanentMac ?? nic.mac;
}

/** The hardware NICs that share a known address, by that address; bridges and VLANs carry their port's and do not count. */
export function findTwins(nics: readonly NicFacts[]): Map<Mac, NicFacts[]> {
  const byMac = new Map<Mac, NicFacts[]>();
  for (const nic of nics) {
    const mac = knownMac(nic);
    if (!nic.physical || mac === null) continue;
    byMac.set(mac, [...(byMac.get(mac) ?? []), nic]);
  }
  return new Map([...byMac].filter(([, group]) => group.length > 1));
}
