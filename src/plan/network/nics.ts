import type { Facts, NicFacts } from "../../model/facts.ts";
import type { NicReason, NicRole, NicVerdict, PlannedNic } from "../../model/plan.ts";
import type { Problem } from "../../model/problem.ts";
import type { Site } from "../../model/site.ts";
import { knownMac } from "./identity.ts";
import type { Match } from "./match.ts";
import { nameDevices } from "./names.ts";
import { findNear } from "./near.ts";
import { absentMacs } from "./problems.ts";

interface Decision {
  verdict: NicVerdict;
  reason: NicReason;
  name?: string | null;
  role?: NicRole;
  addresses?: string[];
  args?: Record<string, string>;
}

/**
 * The verdict on every NIC, in the order of the facts. Where no token names this machine, every hardware NIC
 * with an address of its own asks by DHCP.
 */
export function planNics(site: Site, facts: Facts, match: Match, lineProblems: readonly Problem[]): PlannedNic[] {
  const absent = absentMacs(site, facts, match);
  const broken = lineProblems.filter(({ severity }) => severity === "error").map(({ token }) => (token ?? "").toLowerCase().replaceAll("-", ":"));
  return facts.nics.map((nic) => {
    const mac = knownMac(nic);
    const decision = decide(site, nic, match, broken);
    const candidate = nic.physical && mac !== null && !match.twins.has(mac) && !match.nodeOf.has(nic);
    return {
      mac,
      kernelName: nic.kernelName,
      verdict: decision.verdict,
      name: decision.name ?? null,
      role: decision.role ?? null,
      addresses: decision.addresses ?? [],
      reason: decision.reason,
      near: candidate ? findNear(mac, absent) : null,
      driver: nic.driver,
      carrier: nic.carrier,
      args: decision.args ?? {},
    };
  });
}

function decide(site: Site, nic: NicFacts, match: Match, broken: readonly string[]): Decision {
  const mac = knownMac(nic);
  if (!nic.physical) return { verdict: "ignore", reason: "virtual" };
  if (mac === null) return { verdict: "ignore", reason: "no-address" };
  const twins = match.twins.get(mac);
  if (twins !== undefined) {
    const others = twins.filter((twin) => twin !== nic).map(({ kernelName }) => kernelName);
    return { verdict: "ignore", reason: "duplicate-address", args: { twins: others.join(", ") } };
  }
  const node = match.nodeIndex === null ? undefined : site.nodes[match.nodeIndex];
  if (node === undefined) return isEthernet(nic) ? { verdict: "use", reason: "rescue-dhcp", role: "dhcp" } : { verdict: "ignore", reason: "not-named" };
  const place = match.nodeOf.get(nic);
  if (place !== undefined && place !== match.nodeIndex) return { verdict: "ignore", reason: "other-node", args: { node: String(place + 1) } };
  for (const [index, { card, nics, bond, device }] of nameDevices(node).entries()) {
    const named = nics.find((wanted) => wanted.mac === mac);
    if (named === undefined) continue;
    const base = { verdict: "use", name: named.name, addresses: card.addresses } as const;
    return bond ? { ...base, reason: "bond-member", role: "bond", args: { bond: device } } : { ...base, reason: "named", role: index === 0 ? "bridge" : "storage" };
  }
  return { verdict: "ignore", reason: broken.some((token) => token.includes(mac)) ? "token-error" : "not-named" };
}

/** By the prefix of its predictable name (systemd.net-naming-scheme(7)): WLAN, WWAN and InfiniBand cannot do plain DHCP or carry a bridge. */
function isEthernet({ kernelName }: NicFacts): boolean {
  return !/^(wl|ww|ib)/.test(kernelName);
}
