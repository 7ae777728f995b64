import type { Phase, Step } from "../../model/step.ts";

/** Starts one service; during a start systemd does it when its time comes, on a running host the step does. */
function start(name: string, phase: Phase): Step {
  return { action: "service.start", phase, unit: `${name}.service` };
}

/** The firewall comes up before the network does. */
export function networkServices(): Step[] {
  return ["nftables", "systemd-networkd", "systemd-timesyncd"].map((name) => start(name, "early"));
}

/** Last of all: it has a side used as soon as it can. Its unit is linked for a start of the machine; a line that was typed later has it started here. */
export function pairService(isPair: boolean, phase: Phase): Step[] {
  return isPair ? [start("ramvisor-pair", phase)] : [];
}

/** What the host offers, in the phase after which what it reads is there: pools for libvirtd, host keys for sshd. */
export function offeredServices(services: readonly string[], phase: Phase): Step[] {
  return services.map((name) => start(name, phase));
}
