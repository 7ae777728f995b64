import type { Check, CheckName } from "../model/report.ts";
import { CHECKS } from "../model/report.ts";
import type { Plan } from "../model/plan.ts";
import type { StepOutcome } from "../model/step.ts";
import type { Machine } from "../apply/machine.ts";
import { askLibvirt, libvirtChecks, type LibvirtAnswer } from "./libvirt.ts";
import { checkKvm } from "./kvm.ts";
import { checkGuests } from "./guests.ts";
import { checkMirrors } from "./mirror.ts";
import { checkPair, pairNow } from "./pair.ts";
import { checkGateway, networkChecks } from "./network.ts";
import { checkSteps } from "./steps.ts";

export type StatusMachine = Pick<Machine, "fs" | "run" | "addresses" | "nudge" | "uptime">;

/** What is asked again and again while a host starts. */
export interface Collector {
  /** All checks, in the order of CHECKS. `limitMs`: how long libvirt may take to answer. */
  collect(limitMs: number): Promise<Check[]>;
  /** Seconds since the kernel's start at which each check was first seen to hold. */
  firstHeld: Map<CheckName, number>;
  /** Names of the pools that libvirt called active when it was last asked. */
  activePools(): readonly string[];
}

const SOCKET = "/run/libvirt/libvirt-sock";

/**
 * Checks a host against its plan. `steps` is read anew each time: the disk steps run at the same time as this.
 * What has been proved by a process (KVM, libvirt with all that is planned) is not proved again by the same
 * collector, so that waiting costs file reads only. `capabilities`: see askLibvirt().
 */
export function makeCollector(machine: StatusMachine, plan: Plan, steps: () => Promise<{ outcomes: StepOutcome[]; pending: boolean }>, capabilities = false): Collector {
  const firstHeld = new Map<CheckName, number>();
  let kvm: Check | null = null;
  let answer: LibvirtAnswer | null = null;
  let nudged = false;

  const askOnce = async (pending: boolean, limitMs: number): Promise<LibvirtAnswer> => {
    if (answer !== null && libvirtChecks(answer, plan).every(({ ok }) => ok)) return answer;
    // Asking would start it by its socket.
    if (!plan.services.includes("libvirtd")) return { failure: "it is not planned in this start", kvm: null, pools: [], networks: [] };
    // Before the pools are mounted libvirt would wait for them, and this for libvirt.
    if (pending) return { failure: "it waits for the disks", kvm: null, pools: [], networks: [] };
    if (!(await machine.fs.exists(SOCKET))) return { failure: "it is not started", kvm: null, pools: [], networks: [] };
    answer = await askLibvirt(machine.run, limitMs, capabilities);
    return answer;
  };

  return {
    firstHeld,
    activePools: () => answer?.pools ?? [],
    collect: async (limitMs) => {
      const { outcomes, pending } = await steps();
      const network = await networkChecks(machine, plan);
      if (!nudged && network.every(({ ok }) => ok)) {
        nudged = true;
        await Promise.all(plan.network.gateways.map((gateway) => machine.nudge(gateway)));
      }
      if (kvm?.ok !== true) kvm = await checkKvm(machine);
      const libvirt = libvirtChecks(await askOnce(pending, limitMs), plan);
      const checks = [kvm, ...libvirt, await checkMirrors(machine.fs, plan), await checkGuests(machine.fs), checkPair(await pairNow(machine.fs, plan, machine.uptime())), ...network, await checkGateway(machine, plan), checkSteps(outcomes, pending)];
      for (const { name, ok } of checks) if (ok && !firstHeld.has(name)) firstHeld.set(name, machine.uptime());
      return checks.sort((a, b) => CHECKS.indexOf(a.name) - CHECKS.indexOf(b.name));
    },
  };
}
