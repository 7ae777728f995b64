import { makeBlankDisk } from "../../../src/qemu/disk-file.ts";
import type { Machine } from "../../../src/qemu/machine.ts";

const GIB = 1024 ** 3;
/** Between the ends, at a place that every look reads: where ext4 keeps a second superblock. */
const MIDDLE_SECTOR = (128 * 1024 ** 2) / 512;

/** A disk of 1 GiB that reads as zeros, as far as it can be read; `options` lie between it and its zeros. */
interface BadDisk {
  serial: string;
  /** QEMU's block nodes above `zeros` (QAPI BlockdevOptions), the last one the disk. */
  above(zeros: string): Record<string, unknown>[];
}

const failing = (serial: string, rules: Record<string, unknown>): BadDisk => ({
  serial,
  above: (zeros) => [
    { "driver": "blkdebug", "node-name": `${serial}-debug`, "image": zeros, ...rules },
    // The format driver tells blkdebug of each read.
    { "driver": "raw", "node-name": `${serial}-disk`, "file": `${serial}-debug` },
  ],
});

/** The kinds of bad disks, by what a real one does. */
export const BAD_DISKS: readonly BadDisk[] = [
  failing("BAD-HEAD", { "inject-error": [{ event: "read_aio", errno: 5, sector: 2048, once: false }] }),
  failing("BAD-TAIL", { "inject-error": [{ event: "read_aio", errno: 5, sector: GIB / 512 - 4096, once: false }] }),
  failing("BAD-MIDDLE", { "inject-error": [{ event: "read_aio", errno: 5, sector: MIDDLE_SECTOR, once: false }] }),
  // Every other read fails.
  failing("FLAKY", {
    "set-state": [{ "event": "read_aio", "state": 1, "new_state": 2 }, { "event": "read_aio", "state": 2, "new_state": 1 }],
    "inject-error": [{ event: "read_aio", errno: 5, state: 2, once: false }],
  }),
  { serial: "SLOW", above: (zeros) => [{ "driver": "throttle", "node-name": "SLOW-disk", "throttle-group": "slow", "file": zeros }] },
];

/** Serial number of the disk that goes in the middle of a look. */
export const VANISHING = "VANISHING";
const VANISHING_SLOT = BAD_DISKS.length;
/** Free slots that the machine needs for all of them. */
export const SLOTS = BAD_DISKS.length + 1;

async function zeros(machine: Machine, serial: string): Promise<string> {
  const name = `${serial}-zeros`;
  await machine.monitor("blockdev-add", { "driver": "null-co", "node-name": name, "size": GIB, "read-zeroes": true });
  return name;
}

async function plug(machine: Machine, node: string, serial: string, slot: number): Promise<void> {
  await machine.monitor("device_add", { driver: "virtio-blk-pci", id: `${serial}-card`, drive: node, serial, bus: `slot${String(slot)}`, rerror: "report" });
}

/** Plugs all bad disks in; SLOW is slowed down afterwards, so that the kernel has its first look. */
export async function plugBadDisks(machine: Machine): Promise<void> {
  await machine.monitor("object-add", { "qom-type": "throttle-group", "id": "slow", "limits": {} });
  for (const [slot, disk] of BAD_DISKS.entries()) {
    const base = await zeros(machine, disk.serial);
    for (const node of disk.above(base)) await machine.monitor("blockdev-add", node);
    await plug(machine, `${disk.serial}-disk`, disk.serial, slot);
  }
}

/** From now on SLOW gives 400 kB a second: a piece of 4 MiB takes ten. */
export async function slowDown(machine: Machine): Promise<void> {
  await machine.monitor("qom-set", { path: "/objects/slow", property: "limits", value: { "bps-total": 400_000 } });
}

/** A new blank disk each time: the one before may have been claimed. `file`: made here, sparse. */
export async function plugVanishing(machine: Machine, file: string): Promise<void> {
  await makeBlankDisk(file, GIB);
  // Its node goes with the disk.
  await machine.monitor("blockdev-add", { driver: "raw", "node-name": `${VANISHING}-disk`, "file": { driver: "file", filename: file } });
  await plug(machine, `${VANISHING}-disk`, VANISHING, VANISHING_SLOT);
}

/** Pulls it as a hand would: the guest is told, and the disk is gone when it lets go, or at the latest by force. */
export async function pullVanishing(machine: Machine): Promise<void> {
  await machine.monitor("device_del", { id: `${VANISHING}-card` });
}

/** Once the guest has let go: its node is free for the next one. */
export async function forgetVanishing(machine: Machine): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await machine.monitor("blockdev-del", { "node-name": `${VANISHING}-disk` });
      return;
    } catch (error) {
      if (tries === 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
