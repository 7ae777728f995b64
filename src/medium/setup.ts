import { MASKED, MASKED_GENERATORS } from "./masks.ts";
import { command } from "./shell.ts";

/** Units that a host in RAM starts. */
const ENABLED = ["systemd-networkd.service", "nftables.service", "ssh.service", "libvirtd.service", "libvirt-guests.service"];

/**
 * Services that nobody waits for: they start when the host is ready, by ramvisor-ready.service, or earlier when something
 * asks for them (sockets, D-Bus).
 */
export const LATER = ["systemd-logind.service", "systemd-user-sessions.service", "systemd-timesyncd.service", "virtlogd.service"];

/** Settles what does not depend on a machine: which units start, no password, no identity of its own. */
export async function setUp(tree: string): Promise<void> {
  const inTree = (...args: string[]) => command("chroot", [tree, ...args], { root: true });
  await command("systemctl", [`--root=${tree}`, "mask", ...MASKED.map(([unit]) => unit)], { root: true });
  await command("mkdir", ["-p", `${tree}/etc/systemd/system-generators`], { root: true });
  for (const [generator] of MASKED_GENERATORS) await command("ln", ["-sf", "/dev/null", `${tree}/etc/systemd/system-generators/${generator}`], { root: true });
  await command("systemctl", [`--root=${tree}`, "enable", ...ENABLED], { root: true });
  await command("rm", ["-f", ...LATER.flatMap((unit) => ["etc", "usr/lib"].flatMap((dir) => ["sysinit", "multi-user"].map((target) => `${tree}/${dir}/systemd/system/${target}.target.wants/${unit}`)))], { root: true });
  await inTree("passwd", "--lock", "root");
  await inTree("sh", "-c", [
    // systemd makes a new one for each start; a file that is empty means: not a first boot.
    ": > /etc/machine-id",
    "rm -f /var/lib/dbus/machine-id /etc/ssh/ssh_host_*",
    // libvirt's NAT network would bring dnsmasq; the agent writes a network on the bridge in its place.
    "rm -f /etc/libvirt/qemu/networks/autostart/*.xml /etc/libvirt/qemu/networks/default.xml",
    "ln -sf ../usr/share/zoneinfo/Etc/UTC /etc/localtime",
    ": > /etc/fstab",
    // DRBD's own tools load their module.
    "rm -f /etc/modules-load.d/drbd.conf /usr/lib/modules-load.d/drbd.conf && sed -i '/^drbd$/d' /etc/modules",
    // mdadm's own one carries the time of the build; the agent's layer brings ours.
    "rm -f /etc/resolv.conf /etc/hostname /etc/mdadm/mdadm.conf",
    // Guests are shut down at power-off and started again by their autostart flag.
    "printf 'ON_BOOT=ignore\\nON_SHUTDOWN=shutdown\\nSHUTDOWN_TIMEOUT=60\\nPARALLEL_SHUTDOWN=8\\n' > /etc/default/libvirt-guests",
    "mkdir -p /var/lib/ramvisor/pools /etc/libvirt/storage/autostart /etc/libvirt/qemu/autostart /etc/systemd/network",
  ].join("\n"));
}
