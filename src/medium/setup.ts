import { MASKED, MASKED_GENERATORS } from "./masks.ts";
import { command } from "./shell.ts";

/** Units that a host in RAM starts. */
const ENABLED = ["systemd-networkd.service", "nftables.service", "ssh.service", "libvirtd.service", "libvirt-guests.service"];

/**
 * Services that nobody waits for: they start when the host is ready, by ramvisor-ready.service, or earlier when something
 * asks for them (sockets, D-Bus).
 */
export const LATER = ["systemd-udev-trigger.service", "systemd-logind.service", "systemd-user-sessions.service", "systemd-timesyncd.service", "systemd-machined.service", "virtlogd.service", "dev-mqueue.mount", "sys-kernel-debug.mount"];

/** Units that this host has no use for, but whose conditions would be looked at in every start. They can be started by hand. */
const UNWANTED = [
  "systemd-pcrmachine.service", "systemd-pcrphase-sysinit.service", "systemd-pcrphase.service", "systemd-tpm2-setup-early.service", "systemd-tpm2-setup.service",
  "systemd-binfmt.service", "systemd-hibernate-clear.service", "systemd-ask-password-console.path", "systemd-ask-password-wall.path", "var-lib-machines.mount",
  "systemd-creds.socket", "systemd-importd.socket", "systemd-initctl.socket", "systemd-pcrextend.socket", "systemd-pcrlock.socket", "systemd-sysext.socket",
];
const TARGETS = ["sysinit", "multi-user", "sockets", "machines", "remote-fs"];

/** Settles what does not depend on a machine: which units start, no password, no identity of its own. */
export async function setUp(tree: string): Promise<void> {
  const inTree = (...args: string[]) => command("chroot", [tree, ...args], { root: true });
  await command("systemctl", [`--root=${tree}`, "mask", ...MASKED.map(([unit]) => unit)], { root: true });
  await command("mkdir", ["-p", `${tree}/etc/systemd/system-generators`], { root: true });
  for (const [generator] of MASKED_GENERATORS) await command("ln", ["-sf", "/dev/null", `${tree}/etc/systemd/system-generators/${generator}`], { root: true });
  await command("systemctl", [`--root=${tree}`, "enable", ...ENABLED], { root: true });
  await command("rm", ["-f", ...[...LATER, ...UNWANTED].flatMap((unit) => ["etc", "usr/lib"].flatMap((dir) => TARGETS.map((target) => `${tree}/${dir}/systemd/system/${target}.target.wants/${unit}`)))], { root: true });
  await inTree("passwd", "--lock", "root");
  await inTree("sh", "-c", [
    // systemd makes a new one for each start; a file that is empty means: not a first boot.
    ": > /etc/machine-id",
    "rm -f /var/lib/dbus/machine-id /etc/ssh/ssh_host_*",
    // libvirt's NAT network would bring dnsmasq; the agent writes a network on the bridge in its place.
    "rm -f /etc/libvirt/qemu/networks/autostart/*.xml /etc/libvirt/qemu/networks/default.xml",
    "ln -sf ../usr/share/zoneinfo/Etc/UTC /etc/localtime",
    ": > /etc/fstab",
    // Started when the first guest asks for it by D-Bus; no start waits for it.
    "sed '/^Wants=systemd-machined.service$/d' /usr/lib/systemd/system/libvirtd.service > /etc/systemd/system/libvirtd.service",
    // As kmod-static-nodes.service would write it at every start: the modules are known here.
    "sed -nE 's,^[^#]\\S* net/(\\S+) c(\\S+)$,d! /dev/net 0755 - - -\\nc! /dev/net/\\1 0600 - - - \\2,p; s,^[^#]\\S* (vfio|mapper)/(\\S+) c(\\S+)$,d! /dev/\\1 0755 - - -\\nc! /dev/\\1/\\2 0600 - - - \\3,p; s,^[^#]\\S* ([^/ ]+) c(\\S+)$,c! /dev/\\1 0600 - - - \\2,p' /usr/lib/modules/*/modules.devname > /usr/lib/tmpfiles.d/ramvisor-nodes.conf",
    // It names one file of comments, for which a program would be started.
    "rm -f /etc/modules-load.d/modules.conf",
    // DRBD's own tools load their module.
    "rm -f /etc/modules-load.d/drbd.conf /usr/lib/modules-load.d/drbd.conf && sed -i '/^drbd$/d' /etc/modules",
    // mdadm's own one carries the time of the build; the agent's layer brings ours.
    "rm -f /etc/resolv.conf /etc/hostname /etc/mdadm/mdadm.conf",
    // Guests are asked to shut down at power-off, all at once (the time is for all of them together), and started again by their
    // autostart flag. A saved one would be a copy of its memory that only this very machine and medium can go on with.
    "printf 'ON_BOOT=ignore\\nON_SHUTDOWN=shutdown\\nSHUTDOWN_TIMEOUT=120\\nPARALLEL_SHUTDOWN=1000\\n' > /etc/default/libvirt-guests",
    "mkdir -p /var/lib/ramvisor/pools /etc/libvirt/storage/autostart /etc/libvirt/qemu/autostart /etc/systemd/network",
  ].join("\n"));
}
