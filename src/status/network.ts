import { join } from "node:path";
import type { Check } from "../model/report.ts";
import type { Plan } from "../model/plan.ts";
import type { ReadFs, Run } from "../model/ports.ts";
import { advisory, fails, holds } from "./check.ts";

const NET = "/sys/class/net";

interface Seen {
  fs: ReadFs;
  addresses(): { ifname: string; address: string }[];
}

/** Links, bridge and address, from sysfs and getifaddrs(3): no process. */
export async function networkChecks(seen: Seen, plan: Pick<Plan, "network">): Promise<Check[]> {
  return [await checkLinks(seen, plan), await checkBridge(seen, plan), await checkAddress(seen, plan)];
}

/** Every NIC that is to be used is there under its name; the first one, or in a bond one of them, has a link. */
async function checkLinks({ fs }: Seen, { network }: Pick<Plan, "network">): Promise<Check> {
  const used = network.nics.filter(({ verdict }) => verdict === "use");
  const names = used.map(({ name, kernelName }) => name ?? kernelName);
  if (names.length === 0) return fails("network", "net.no-nic", "no network card is in use");
  const carriers = new Map<string, boolean>();
  for (const name of names) {
    if (!(await fs.exists(join(NET, name)))) return fails("network", "net.nic-missing", `there is no network card called ${name}`);
    carriers.set(name, (await fs.readText(join(NET, name, "carrier")).catch(() => "0")).trim() === "1");
  }
  const without = names.filter((name) => carriers.get(name) !== true);
  const main = used.filter(({ role }) => role === "bridge" || role === "bond" || role === "dhcp").map(({ name, kernelName }) => name ?? kernelName);
  const needed = main.length > 0 ? main : names;
  if (needed.every((name) => carriers.get(name) !== true)) return fails("network", "net.no-carrier", `no link on ${needed.join(", ")}: cable or switch`);
  return holds("network", without.length === 0 ? `link on ${names.join(", ")}` : `link on ${names.filter((name) => !without.includes(name)).join(", ")}; none on ${without.join(", ")}`);
}

async function checkBridge({ fs }: Seen, { network }: Pick<Plan, "network">): Promise<Check> {
  if (network.bridge === null) return holds("bridge", "none is planned");
  const dir = join(NET, network.bridge);
  if (!(await fs.exists(dir))) return fails("bridge", "bridge.missing", `${network.bridge} is not there`);
  const ports = await fs.list(join(dir, "brif")).catch(() => []);
  if (ports.length === 0) return fails("bridge", "bridge.no-port", `${network.bridge} has no port`);
  // IFF_UP, include/uapi/linux/if.h.
  const flags = Number((await fs.readText(join(dir, "flags")).catch(() => "0x0")).trim());
  return (flags & 1) === 1 ? holds("bridge", `${network.bridge} over ${ports.join(", ")}`) : fails("bridge", "bridge.down", `${network.bridge} is down`);
}

async function checkAddress({ fs, addresses }: Seen, { network }: Pick<Plan, "network">): Promise<Check> {
  const there = addresses();
  if (network.addresses.length === 0) {
    const [first] = there;
    return first === undefined ? fails("address", "net.no-address", "no address by DHCP yet") : holds("address", `${first.address} on ${first.ifname}`);
  }
  const tentative = parseTentative(await fs.readText("/proc/net/if_inet6").catch(() => ""));
  // A further card that is not there is a problem of the plan, said there; it may come later.
  const wantedHere = [...new Set(network.nics.filter(({ verdict }) => verdict === "use").flatMap((nic) => nic.addresses))];
  const missing = wantedHere.filter((wanted) => !there.some(({ address }) => sameAddress(address, wanted)));
  if (missing.length > 0) return fails("address", "net.no-address", `not up: ${missing.join(", ")}`);
  const taken = wantedHere.find((wanted) => wanted.includes(":") && tentative.some((hex) => hex === hexOf(wanted)));
  if (taken !== undefined) return fails("address", "net.address-taken", `${taken} is still being checked, or another machine has it`);
  const cardless = network.addresses.filter((wanted) => !wantedHere.includes(wanted));
  return holds("address", `up: ${wantedHere.join(", ")}${cardless.length === 0 ? "" : `; no card yet for ${cardless.join(", ")}`}`);
}

/** Text forms of IPv6 differ (`2001:db8:0::1`); compared as the 32 hex digits they stand for. */
function sameAddress(a: string, b: string): boolean {
  if (!a.includes(":") || !b.includes(":")) return a === b;
  return hexOf(a) === hexOf(b) && a.split("/")[1] === b.split("/")[1];
}

/** The 32 hex digits of an IPv6 address, prefix left off. No embedded IPv4 form: plan and kernel give none. */
export function hexOf(address: string): string {
  const [bare = ""] = address.split("/");
  const [head = "", tail] = bare.split("::");
  const groups = (text: string): string[] => (text === "" ? [] : text.split(":"));
  const before = groups(head);
  const after = groups(tail ?? "");
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length;
  return [...before, ...Array.from({ length: Math.max(0, zeros) }, () => "0"), ...after].map((group) => group.padStart(4, "0")).join("").toLowerCase();
}

/** Addresses under duplicate address detection, or lost by it: flags IFA_F_TENTATIVE 0x40, IFA_F_DADFAILED 0x08. */
export function parseTentative(text: string): string[] {
  return text.split("\n").flatMap((line) => {
    const [hex, , , , flags] = line.trim().split(/\s+/);
    return hex !== undefined && flags !== undefined && (Number.parseInt(flags, 16) & 0x48) !== 0 ? [hex] : [];
  });
}

/** ATF_COM, include/uapi/linux/if_arp.h: the neighbour has answered. */
const ARP_COMPLETE = 0x2;

/**
 * Whether the gateways answer, as far as the kernel's neighbour tables say; a warning alone. IPv4 from
 * /proc/net/arp, IPv6 by `ip neigh`, which alone shows it.
 */
export async function checkGateway({ fs, run }: { fs: ReadFs; run: Run }, { network }: Pick<Plan, "network">): Promise<Check> {
  if (network.gateways.length === 0) return advisory(holds("gateway", "none is planned"));
  const arp = (await fs.readText("/proc/net/arp").catch(() => "")).split("\n").map((line) => line.trim().split(/\s+/));
  const silent: string[] = [];
  for (const gateway of network.gateways) {
    const seen = gateway.includes(":")
      ? /lladdr/.test((await run("ip", ["-6", "neigh", "show", gateway])).stdout)
      : arp.some(([address, , flags]) => address === gateway && (Number(flags) & ARP_COMPLETE) !== 0);
    if (!seen) silent.push(gateway);
  }
  return advisory(silent.length === 0 ? holds("gateway", `answers: ${network.gateways.join(", ")}`) : fails("gateway", "gateway.silent", `no answer from ${silent.join(", ")}`));
}
