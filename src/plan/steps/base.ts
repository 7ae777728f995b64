import type { Facts } from "../../model/facts.ts";
import type { Plan } from "../../model/plan.ts";
import type { Step } from "../../model/step.ts";
import { localeFile, vconsoleConf } from "../../render/console.ts";
import { writeStep } from "../../render/file.ts";
import { hostnameFile, hostsFile } from "../../render/hosts.ts";
import { memorySysctl } from "../../render/memory.ts";
import { nftablesConf } from "../../render/nftables.ts";
import { resolvConf } from "../../render/resolvConf.ts";
import { sshdConf } from "../../render/sshd.ts";
import { timesyncdConf } from "../../render/timesyncd.ts";
import { tcpSysctl } from "../../render/tcp.ts";
import { ipOf } from "../../cmdline/address.ts";

/** Who may log in: what the site overlay brings, else a one-time password on the console. */
export function accessSteps({ authorizedKeys, shadow, hostKeys }: Facts["overlay"]): Step[] {
  const steps: Step[] = [];
  if (authorizedKeys || shadow || hostKeys) steps.push({ action: "overlay.install", phase: "early", authorizedKeys, shadow, hostKeys });
  if (!shadow) steps.push({ action: "console.password", phase: "early" });
  return steps;
}

/**
 * The unit that hears the other nodes; on a single machine it is not started at all. Linked before any disk was looked at, so also where
 * nothing new is claimed: there may be sides of a pair, which go on.
 */
export function pairServiceSteps({ cluster }: Pick<Plan, "cluster">): Step[] {
  if (cluster === null) return [];
  return [{ action: "link.make", phase: "early", path: "/etc/systemd/system/multi-user.target.wants/ramvisor-pair.service", target: "../ramvisor-pair.service", purpose: "pair-service" }];
}

/** Host name, name resolution, time, keyboard, locale, firewall and sshd, in every outcome. */
export function baseSteps(plan: Pick<Plan, "node" | "network" | "locale" | "cluster">, memoryBytes: number | null): Step[] {
  const { node, network, locale, cluster } = plan;
  const memory = memorySysctl(memoryBytes);
  return [
    { action: "host.name", phase: "early", name: node.host },
    writeStep(hostnameFile(node.host)),
    writeStep(hostsFile({ host: node.host, addresses: network.addresses }, cluster?.peers ?? [])),
    writeStep(resolvConf(network.dns)),
    writeStep(timesyncdConf(network.ntp)),
    ...(memory === null ? [] : [writeStep(memory)]),
    ...(cluster === null ? [] : [writeStep(tcpSysctl())]),
    writeStep(vconsoleConf(locale)),
    { action: "console.keymap", phase: "early", keymap: locale.keymap },
    writeStep(localeFile()),
    writeStep(nftablesConf(network.dhcp, (cluster?.peers ?? []).flatMap(({ addresses }) => addresses).map(ipOf))),
    writeStep(sshdConf()),
  ];
}
