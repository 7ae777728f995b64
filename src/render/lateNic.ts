import type { Mac } from "../model/token.ts";
import type { RenderedFile } from "./file.ts";

/** One wanted card: its addresses, and the names that its NICs may have. */
export interface WantedName {
  macs: Mac[];
  names: string[];
}

/**
 * A udev rule that starts the agent once more when a wanted NIC shows up under another name (udev(7)). It does
 * not rename: two cards that swap names cannot be renamed in one step. `NAME` and not `KERNEL` is compared,
 * since at this place `KERNEL` is the name from before udev's own renaming, `eth0` for any NIC that comes. `move` as
 * well: while udev renames a card it is not ready for systemd (99-systemd.rules, ID_RENAMING).
 */
export function lateNicRule(wanted: readonly WantedName[]): RenderedFile {
  const rules = wanted.map(({ macs, names }) =>
    `ATTR{address}=="${macs.join("|")}", NAME!="${names.join("|")}", TAG+="systemd", ENV{SYSTEMD_WANTS}+="ramvisor-late-nic.service"\n`);
  const content = [
    "# Written by Ramvisor at every start. Changes here are lost.\n",
    'ACTION!="add|move", GOTO="ramvisor_nic_end"\n',
    'SUBSYSTEM!="net", GOTO="ramvisor_nic_end"\n',
    'DEVPATH=="/devices/virtual/*", GOTO="ramvisor_nic_end"\n',
    ...rules,
    'LABEL="ramvisor_nic_end"\n',
  ].join("");
  return { path: "/etc/udev/rules.d/90-ramvisor-nic.rules", content, purpose: "late-nic" };
}
