import { parseUnitTimes } from "../../../src/stages/timeline.ts";
import type { Start } from "../model.ts";

/** The last line of what the peer says when it is ready (root/usr/local/sbin/peer-ready). */
export const PEER_END = /PEER END\s/;

const between = (from: number | null | undefined, to: number | null | undefined): number | null =>
  from === null || to === null || from === undefined || to === undefined || to < from ? null : Math.round((to - from) * 100) / 100;

/**
 * What a peer said on its serial line, cut into stages as Ramvisor's are: `kernel` until the initramfs' init runs,
 * `initramfs` (live-boot) until systemd does, `systemd` until basic.target, before which Debian's cloud-init has
 * ended its first two stages; `network`, `disks` and `libvirt` from the start of their unit until they were seen to hold.
 * A stage whose ends are not both known is left out. Throws where there is no answer.
 */
export function readPeer(text: string): Start {
  // Not from the start of a line: a login prompt may stand before it.
  const number = (pattern: RegExp): number | null => {
    const [, found] = pattern.exec(text) ?? [];
    return found === undefined ? null : Number(found);
  };
  const [seconds, kib] = [number(/PEER READY seconds=([\d.]+)\s/), number(/PEER MARK memory-kib (\d+)\s/)];
  if (seconds === null || kib === null) throw new Error(`the peer gave no answer that can be read:\n${text.slice(-800)}`);
  const later = number(/PEER MARK memory-later-kib (\d+)\s/);
  const initramfs = number(/PEER MARK initramfs ([\d.]+)\s/);
  const micros = number(/UserspaceTimestampMonotonic=(\d+)\s/);
  const userspace = micros === null ? null : micros / 1e6;
  const units = parseUnitTimes(text.replace(/^PEER .*$/gm, ""));
  const unit = (name: string): { begun: number | null; active: number | null } => units.get(name) ?? { begun: null, active: null };
  const disk = unit("var-lib-libvirt-pools-default.mount");
  const stages: [string, number | null][] = [
    ["kernel", initramfs],
    ["initramfs", between(initramfs, userspace)],
    ["systemd", between(userspace, unit("basic.target").active)],
    ["network", between(unit("systemd-networkd.service").begun, number(/PEER MARK address ([\d.]+)\s/))],
    ["cloud-init", between(unit("cloud-init-local.service").begun, unit("cloud-init-network.service").active)],
    ["disks", between(disk.begun, disk.active)],
    ["libvirt", between(unit("libvirtd.service").begun, seconds)],
  ];
  return { seconds, memoryMiB: kib / 1024, ...(later === null ? {} : { memoryLaterMiB: later / 1024 }), stages: Object.fromEntries(stages.flatMap(([name, value]) => (value === null ? [] : [[name, value]]))) };
}
