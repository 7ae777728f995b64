import { tokenLine } from "../cmdline/suggest.ts";
import type { Facts } from "../model/facts.ts";
import type { Plan, PlannedNic } from "../model/plan.ts";
import type { Site } from "../model/site.ts";
import { ipOf } from "../cmdline/address.ts";

/**
 * The token line to type so that a NIC becomes the wanted one, for each hardware NIC with an address of its own,
 * the likeliest first: those near to a wanted address, then those with a link. Only where no token names this machine.
 */
export function planSuggestions(site: Site, facts: Facts, plan: Pick<Plan, "outcome" | "network">): Plan["suggestions"] {
  if (plan.outcome !== "rescue" && plan.outcome !== "unconfigured") return [];
  const rank = (nic: PlannedNic): number => (nic.near !== null ? 0 : nic.carrier === true ? 1 : 2);
  return plan.network.nics
    .filter((nic, index) => facts.nics[index]?.physical === true && nic.reason === "rescue-dhcp")
    .sort((a, b) => rank(a) - rank(b))
    .flatMap(({ kernelName, mac, near }) => (mac === null ? [] : [{ kernelName, line: tokenLine(mac, site, addressMeant(site, near)) }]));
}

/** The address of the card that a near NIC is probably meant to be. */
function addressMeant(site: Site, near: string | null): string | undefined {
  const card = site.nodes.flatMap(({ cards }) => cards).find(({ macs }) => near !== null && macs.includes(near));
  const [first] = card?.addresses ?? [];
  return first === undefined ? undefined : ipOf(first);
}
