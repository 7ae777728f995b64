import { contains, familyOf, ipOf, isLinkLocal, networkOf, unusable } from "./address.ts";
import type { Finding } from "./finding.ts";
import type { Card } from "./nodes.ts";
import type { Complaint } from "./severity.ts";
import { lastOf, type TokenOf } from "./settings.ts";

/**
 * The gateways that can be used, one per address family at most, in the order of the line. One gateway serves every
 * node, so each node needs an address in its network; networkd gives up on a link whose gateway is out of reach.
 * Without a node there is nothing to compare with.
 */
export function pickGateways(tokens: readonly TokenOf<"gw">[], nodes: readonly (readonly Card[])[]): { gateways: TokenOf<"gw">[]; findings: Finding[] } {
  const gateways: TokenOf<"gw">[] = [];
  const findings: Finding[] = [];
  for (const family of [4, 6] as const) {
    const { last, findings: overruled } = lastOf(tokens.filter(({ address }) => familyOf(address) === family), (a, b) => a.address === b.address);
    findings.push(...overruled);
    if (last === null) continue;
    const complaint = wrongGateway(last.address, nodes.map((cards) => cards.flatMap(({ held }) => held.map(({ cidr }) => cidr))));
    if (complaint === null) gateways.push(last);
    else findings.push({ complaint, word: last, kind: "gw", leftOut: { address: last.address } });
  }
  return { gateways: gateways.sort((a, b) => a.span.start - b.span.start), findings };
}

function wrongGateway(gateway: string, nodes: readonly (readonly string[])[]): Complaint | null {
  const all = nodes.flat();
  if (all.some((cidr) => ipOf(cidr) === gateway)) return { code: "token.gw.own", args: { gateway } };
  // A link-local router is on every link (RFC 4861); such are what routers announce.
  if (familyOf(gateway) === 6 && isLinkLocal(gateway)) return null;
  const outside = nodes.filter((cidrs) => !cidrs.some((cidr) => contains(cidr, gateway)));
  if (outside.length > 0) {
    const sameFamily = outside.flat().filter((cidr) => familyOf(cidr) === familyOf(gateway));
    const networks = new Set((sameFamily.length > 0 ? sameFamily : outside.flat()).map(networkOf));
    return { code: "token.gw.outside", args: { gateway, networks: [...networks].join(", ") } };
  }
  const within = all.find((cidr) => contains(cidr, gateway));
  const usable = within === undefined || unusable(`${gateway}/${within.slice(within.indexOf("/") + 1)}`) === null;
  return usable ? null : { code: "token.gw", args: { gateway } };
}
