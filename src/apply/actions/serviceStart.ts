import type { Action, FilePurpose, StepOf } from "../../model/step.ts";
import { mustRun } from "../command.ts";
import type { ApplyContext, Result } from "../context.ts";
import { isUntold, READ_BY_LIBVIRT } from "../libvirtUntold.ts";
import { tellLibvirt } from "../tellLibvirt.ts";

/** What each service reads: it is told to read again only where one of these changed in this run. */
const READS: Record<string, readonly (FilePurpose | Action)[]> = {
  "systemd-networkd": ["bridge", "bridge-port", "bridge-network", "bond", "bond-member", "vlan", "card-network", "dhcp", "nics.rename"],
  "systemd-resolved": ["resolver"],
  "systemd-timesyncd": ["time"],
  libvirtd: READ_BY_LIBVIRT,
  ssh: ["ssh", "ssh.hostkeys", "overlay.install"],
  nftables: ["firewall"],
};

/**
 * On a running host: starts a service that is not running, and has a running one read its configuration again
 * where a file it reads changed. networkd takes new files by `networkctl reload`, which keeps the links that
 * did not change as they are.
 */
export async function serviceStart({ fs, run, sleep, changed }: ApplyContext, step: StepOf<"service.start">): Promise<Result> {
  const name = step.unit.replace(/\.service$/, "");
  const unit = step.unit.includes(".") ? step.unit : `${step.unit}.service`;
  const isLibvirt = name === "libvirtd";
  const reads = (READS[name] ?? []).some((cause) => changed.has(cause)) || (isLibvirt && (await isUntold(fs)));
  // The pair's rounds never end: where nothing was written, nobody is asked.
  if (step.phase === "pair" && !reads) return "unchanged";
  const { code, stdout } = await run("systemctl", ["is-active", unit]);
  if (code !== 0) {
    await mustRun(run, "systemctl", ["start", unit], { timeoutMs: 90_000 });
    // One that was starting meanwhile may have read before all was written; libvirtd, which ends when nobody needs it, starts no pool again.
    if (!reads || (stdout.trim() !== "activating" && !isLibvirt)) return "changed";
  } else if (!reads) {
    return "unchanged";
  }
  if (name === "systemd-networkd") await mustRun(run, "networkctl", ["reload"]);
  else if (isLibvirt) await tellLibvirt({ fs, run, sleep });
  else await mustRun(run, "systemctl", ["reload-or-restart", unit], { timeoutMs: 90_000 });
  return "changed";
}
