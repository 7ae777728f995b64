import type { Facts } from "../../model/facts.ts";
import type { Plan, PlannedResource } from "../../model/plan.ts";
import type { Site, WantedNode } from "../../model/site.ts";
import type { Phase, Step } from "../../model/step.ts";
import type { NodeGateway } from "../network/gateways.ts";
import { accessSteps, baseSteps, pairServiceSteps } from "./base.ts";
import { diskSteps, hostKeysDir } from "./disks.ts";
import { guestNetworkSteps, networkSteps } from "./network.ts";
import { aloneSteps } from "./pair.ts";
import { guestsOf } from "./pool.ts";
import { networkServices, offeredServices, pairService } from "./services.ts";

/** All steps of a plan, in order: what is early first, then the disks' phase. `node` is null where no token names this machine. */
export function planSteps(site: Site, facts: Facts, plan: Omit<Plan, "steps" | "suggestions"> & { alone: readonly PlannedResource[] }, node: WantedNode | null, gateways: readonly NodeGateway[]): Step[] {
  const alone = node === null ? new Map<string, Step[]>() : aloneSteps(site, plan.alone, facts.disks, node.index, plan.node.site);
  const disks = [...[...alone.values()].flat(), ...diskSteps(facts.disks, plan.disks.map((disk) => (alone.has(disk.id) ? { ...disk, pool: null } : disk)), plan.node.site)];
  const dir = hostKeysDir(disks);
  const phase: Phase = disks.length > 0 ? "disks" : "early";
  const hostKeys: Step[] = facts.overlay.hostKeys ? [] : [{ action: "ssh.hostkeys", phase, dir }];
  return [
    ...accessSteps(facts.overlay),
    ...baseSteps(plan, facts.memoryBytes),
    ...networkSteps(site, facts, plan.network.nics, node, gateways),
    ...(node === null ? [] : guestNetworkSteps()),
    ...pairServiceSteps(plan),
    ...networkServices(),
    ...disks,
    ...hostKeys,
    ...offeredServices(plan.services, phase),
    ...pairService(plan.cluster !== null, phase),
    ...guestsOf(disks),
  ];
}
