import type { ConsoleMessages } from "./shape.ts";
import { withStages } from "./shape.ts";

export const en: ConsoleMessages = {
  state: {
    starting: "starting",
    ready: "ready",
    "not-ready": "not ready",
    rescue: "rescue - no network card of this machine is named on the command line",
    unconfigured: "not configured - the command line names no network card",
  },
  label: { host: "Host", address: "Address", pools: "Pools", guests: "Guests", shell: "Shell", memory: "RAM used", checks: "Checks" },
  noAddress: "none",
  noPools: "none - no disk is used, guests have no storage",
  poolSpace: (free, size) => `${free} of ${size} free`,
  poolInactive: "not active",
  mirrorState: {
    clean: "mirrored on two disks",
    resync: "mirrored, the two disks are being matched:",
    rebuild: "DEGRADED: the second disk is being rebuilt:",
    degraded: "DEGRADED: one disk alone holds the data",
  },
  missing: "What is missing:",
  stepFailed: (action, error) => `Step ${action} failed: ${error}`,
  moreSteps: (count) => `(and ${count} more)`,
  check: {
    kvm: { name: "KVM", missing: "KVM cannot be used.", todo: "Switch on virtualization (VT-x, AMD-V, SVM) in the firmware setup." },
    libvirt: { name: "libvirt", missing: "libvirt does not answer, or offers no KVM.", todo: "See: journalctl -u libvirtd" },
    network: { name: "network", missing: "The network is not set up.", todo: "Check the cable and the switch port; see: networkctl status" },
    bridge: { name: "bridge", missing: "The bridge br0 is not up.", todo: "Check the cable; see: networkctl status br0" },
    address: { name: "address", missing: "The address is not on the bridge.", todo: "Is the address in use elsewhere? See: ip address; journalctl -u systemd-networkd" },
    pool: { name: "pool", missing: "A storage pool is not active.", todo: "See: virsh pool-list --all; journalctl -t ramvisor" },
    mirror: { name: "mirror", missing: "A mirror is not whole.", todo: "Replace the missing disk by a blank one, at least as large, and start again; while it is being rebuilt, wait. See: cat /proc/mdstat; journalctl -t ramvisor" },
    pair: { name: "pair", missing: "A mirror with another node is not whole.", todo: "See under Pair; journalctl -t ramvisor" },
    "guest-network": { name: "guest network", missing: "The guests' network is not active.", todo: "See: virsh net-list --all" },
    gateway: { name: "gateway", missing: "The gateway does not answer.", todo: "Check the gw. token, the cable and the gateway itself." },
    steps: { name: "steps", missing: "A step of the start failed.", todo: "See: journalctl -t ramvisor" },
  },
  checkState: { ok: "ok", failed: "FAILED", warning: "warning" },
  stage: { kernel: "kernel", initramfs: "initramfs", agent: "agent", systemd: "systemd", network: "network", disks: "disks", libvirt: "libvirt", ready: "checks" },
  readyAfter: (seconds, stages) => withStages(`ready after ${seconds} s`, stages),
  notReadyAfter: (seconds, stages) => withStages(`not ready after ${seconds} s`, stages),
  notReady: "not ready",
};
