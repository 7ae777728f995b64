import { command } from "./shell.ts";

/** Units that a host in RAM starts. */
const ENABLED = ["systemd-networkd.service", "nftables.service", "ssh.service", "libvirtd.service", "libvirt-guests.service"];

/** Units that would cost a start time or do harm, each with its reason. */
const MASKED: readonly [unit: string, reason: string][] = [
  ["libvirtd-tls.socket", "stops libvirtd without certificates"],
  ["libvirtd-tcp.socket", "no plain-text access"],
  ["sshd-keygen.service", "the agent brings the host keys"],
  ["systemd-networkd-wait-online.service", "the ready unit checks the network itself"],
  ["apt-daily.timer", "an update is a swapped medium"],
  ["apt-daily-upgrade.timer", "an update is a swapped medium"],
  ["e2scrub_all.timer", "needs LVM"],
  ["e2scrub_reap.service", "needs LVM"],
  ["dpkg-db-backup.timer", "the database lives in RAM"],
  ["logrotate.timer", "the journal bounds itself"],
  ["mdmonitor.service", "arrays are reported by the agent"],
  ["mdmonitor-oneshot.timer", "arrays are reported by the agent"],
  ["mdcheck_start.timer", "needs a disk for its state"],
  ["mdcheck_continue.timer", "needs a disk for its state"],
  ["drbd.service", "resources are started by the agent"],
  ["systemd-pstore.service", "no disk to keep it on"],
  ["systemd-firstboot.service", "nobody is asked anything"],
  ["systemd-machine-id-commit.service", "nothing outlives a start"],
  ["systemd-hwdb-update.service", "made when the medium is built"],
  ["systemd-journal-catalog-update.service", "made when the medium is built"],
  ["systemd-update-done.service", "nothing outlives a start"],
  ["ldconfig.service", "made when the medium is built"],
  ["hwclock.service", "the kernel reads the clock"],
  ["systemd-rfkill.socket", "no radio"],
  ["remote-fs.target", "nothing is mounted over the network"],
  ["systemd-network-generator.service", "the agent reads the command line"],
  ["systemd-networkd-persistent-storage.service", "no disk for its state"],
  ["systemd-udev-load-credentials.service", "nobody hands over credentials"],
  ["systemd-random-seed.service", "nothing is kept to seed from, and the kernel seeds itself"],
  ["systemd-journal-flush.service", "the journal stays in RAM"],
  ["systemd-sysusers.service", "made when the medium is built"],
  ["systemd-tmpfiles-setup-dev-early.service", "its owners are known when the medium is built: the later one does all"],
  ["modprobe@configfs.service", "loaded by what uses it"],
  ["modprobe@drm.service", "loaded by udev before systemd starts"],
  ["modprobe@fuse.service", "loaded by what uses it"],
  ["sys-kernel-config.mount", "nothing of the host uses it"],
  ["sys-fs-fuse-connections.mount", "nothing of the host uses it"],
  ["sys-kernel-tracing.mount", "mounted by what uses it, through debugfs"],
  ["run-lock.mount", "/run/lock is a folder of /run"],
];

/**
 * Services that nobody waits for: they start when the host is ready, by ramvisor-ready.service, or earlier when something
 * asks for them (sockets, D-Bus).
 */
const LATER = ["systemd-logind.service", "systemd-user-sessions.service", "systemd-timesyncd.service", "virtlogd.service"];

/** Settles what does not depend on a machine: which units start, no password, no identity of its own. */
export async function setUp(tree: string): Promise<void> {
  const inTree = (...args: string[]) => command("chroot", [tree, ...args], { root: true });
  await command("systemctl", [`--root=${tree}`, "mask", ...MASKED.map(([unit]) => unit)], { root: true });
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
    "rm -f /etc/resolv.conf /etc/hostname",
    // Guests are shut down at power-off and started again by their autostart flag.
    "printf 'ON_BOOT=ignore\\nON_SHUTDOWN=shutdown\\nSHUTDOWN_TIMEOUT=60\\nPARALLEL_SHUTDOWN=8\\n' > /etc/default/libvirt-guests",
    "mkdir -p /var/lib/ramvisor/pools /etc/libvirt/storage/autostart /etc/libvirt/qemu/autostart /etc/systemd/network",
  ].join("\n"));
}
