import type { Boots, Start } from "../../bench/model.ts";

const ours = (seconds: number): Start => ({ seconds, memoryMiB: 300, stages: { kernel: 4, initramfs: 6, agent: 5, systemd: 15, network: 10, disks: 12, libvirt: 7, ready: 0 } });
const peer = (seconds: number): Start => ({ seconds, memoryMiB: 500, stages: { kernel: 20, initramfs: 30, systemd: 80, network: 9, "cloud-init": 60, libvirt: 12 } });

/** Three starts each; the peer takes four times as long. */
export const BOOTS: Boots = {
  accelerator: "TCG", cpus: 1, load: [0.5, 1, 1.5], floor: [2, 1.9, 2.1], ours: [ours(50), ours(48), ours(51)], peer: [peer(200), peer(210), peer(190)],
  isoBytes: { ours: 99_000_000, peer: 330_000_000 },
};
