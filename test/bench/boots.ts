import { rm, stat } from "node:fs/promises";
import { loadavg } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { parseCmdline } from "../../src/cmdline/index.ts";
import type { ImagePaths } from "../../src/medium/index.ts";
import { chooseAccelerator, chooseFrom, QEMU, type Accelerator } from "../../src/qemu/accelerator.ts";
import { makeBlankDisk } from "../../src/qemu/disk-file.ts";
import { lineNetwork } from "../../src/qemu/line-network.ts";
import { Machine } from "../../src/qemu/machine.ts";
import { DEFAULT_LINE, DEFAULT_NIC } from "../../src/qemu/options.ts";
import { CONSOLES } from "../../src/qemu/prepare.ts";
import { BOOT_MS, Host, type Bench } from "../vm/support/host.ts";
import type { Boots, Start } from "./model.ts";
import { PEER_END, readPeer } from "./peer/answer.ts";
import type { Peer } from "./peer/build.ts";

/** Root file systems in xz are slow where they are translated: up to a quarter of an hour. */
const PEER_MS = 900_000;
/** The peer's fstab names its disk by this. */
const SERIAL = "ramvisor-bench-0";
const DISK_BYTES = 1024 ** 3;

/** Translation, which runs everywhere, and KVM in front of it where it really works. */
export async function accelerators(): Promise<Accelerator[]> {
  const chosen = await chooseAccelerator();
  if (chosen.name === "tcg") return [chosen];
  const { stdout } = await execa(QEMU, ["--version"], { stdin: "ignore" });
  return [chosen, chooseFrom({ end: "none", detail: "measured beside KVM" }, stdout)];
}

async function bootFloor(accelerator: Accelerator, kernel: string, initrd: string): Promise<number> {
  const machine = await Machine.start({ accelerator, boot: { kernel, initrd, cmdline: "quiet console=ttyS0" } });
  try {
    const [, seconds] = await machine.waitFor(/FLOOR ([\d.]+)\s/, BOOT_MS);
    return Number(seconds);
  } finally {
    await machine.stop();
  }
}

async function blankDisk(bench: Bench): Promise<{ file: string; format: "raw"; serial: string }> {
  const file = bench.path("bench.img");
  await rm(file, { force: true });
  return { file: await makeBlankDisk(file, DISK_BYTES), format: "raw", serial: SERIAL };
}

async function bootOurs(accelerator: Accelerator, bench: Bench): Promise<Start> {
  const host = await Host.boot(bench, { accelerator, line: DEFAULT_LINE, macs: [DEFAULT_NIC], disks: [await blankDisk(bench)] });
  try {
    const line = await host.ready();
    if (!line.ready) throw new Error(`the host did not become ready: ${host.machine.transcript.text.slice(-500)}`);
    const report = await host.json("/run/ramvisor/report.json");
    return { seconds: line.seconds, memoryMiB: Number(report["memoryUsedBytes"]) / 1024 ** 2, memoryLaterMiB: await memoryLaterMiB(host, line.seconds), unpackMiB: await unpackMiB(host), stages: report["stages"] as Record<string, number> };
  } finally {
    await host.stop();
  }
}

/** MemTotal less MemAvailable 60 seconds after READY, by the clock of the machine. */
async function memoryLaterMiB(host: Host, ready: number): Promise<number> {
  const used = "awk '/^MemTotal:/ { total = $2 } /^MemAvailable:/ { free = $2 } END { print total - free }' /proc/meminfo";
  return Number(await host.run(`sleep $(awk '{ rest = ${String(ready + 60)} - $1; print rest > 0 ? rest : 0 }' /proc/uptime); ${used}`)) / 1024;
}

/** The kernel says what it gives back of initrd.img, in KiB; the layers unpacked from it lie behind loop devices, whose size is in sectors. */
async function unpackMiB(host: Host): Promise<number> {
  const said = await host.run("dmesg | sed -n 's/.*Freeing initrd memory: \\([0-9]*\\)K.*/\\1/p'; for loop in /sys/block/loop*; do [ ! -e $loop/loop/backing_file ] || cat $loop/size; done");
  const [initrd = Number.NaN, ...sectors] = said.trim().split("\n").map(Number);
  return initrd / 1024 + sectors.reduce((sum, count) => sum + count, 0) / 2048;
}

/** Kernel and initrd are handed over as ours are; the ISO lies in the drive, as it must for live-boot. */
async function bootPeer(accelerator: Accelerator, bench: Bench, peer: Peer): Promise<Start> {
  const { network } = lineNetwork(parseCmdline(DEFAULT_LINE).site, DEFAULT_LINE);
  const machine = await Machine.start({
    accelerator, boot: { kernel: peer.vmlinuz, initrd: peer.initrd, cmdline: `boot=live quiet pci=nocrs ${CONSOLES}`, cd: peer.iso },
    nics: [{ mac: DEFAULT_NIC, network }], disks: [await blankDisk(bench)],
  });
  bench.machines.push(machine);
  try {
    await machine.waitFor(PEER_END, PEER_MS).catch((error: unknown) => {
      throw new Error(`the peer did not become ready (${String(error)}):\n${machine.transcript.text.slice(-2000)}`);
    });
    return readPeer(machine.transcript.text);
  } finally {
    await machine.stop();
  }
}

/** Bare kernel, ours and the peer in turn, so that what else the machine does falls on all of them. @param afterRound is given all rounds so far. */
export async function measureBoots(
  accelerator: Accelerator, bench: Bench, image: ImagePaths, floorInitrd: string, peer: Peer | null, runs: number,
  say: (line: string) => void, afterRound: (boots: Boots) => Promise<void>,
): Promise<Boots> {
  const boots: Boots & { peer: Start[] } = {
    accelerator: accelerator.name.toUpperCase(), cpus: accelerator.cpus, load: [], floor: [], ours: [], peer: [],
    isoBytes: { ours: (await stat(image.iso)).size, peer: peer === null ? null : (await stat(peer.iso)).size },
  };
  const now = (): Boots => ({ ...boots, peer: peer === null ? null : boots.peer });
  for (let index = 0; index < runs; index++) {
    boots.load.push(loadavg()[0] ?? 0);
    boots.floor.push(await bootFloor(accelerator, image.vmlinuz, floorInitrd));
    boots.ours.push(await bootOurs(accelerator, bench));
    if (peer !== null) boots.peer.push(await bootPeer(accelerator, bench, peer));
    const last = [["bare kernel", boots.floor.at(-1)], ["ready", boots.ours.at(-1)?.seconds], ["peer ready", boots.peer.at(-1)?.seconds]] as const;
    say(`${boots.accelerator} round ${String(index + 1)} of ${String(runs)}: ${last.flatMap(([name, seconds]) => (seconds === undefined ? [] : [`${name} ${seconds.toFixed(1)} s`])).join(", ")}`);
    await afterRound(now());
  }
  return now();
}

export const floorFile = (bench: Bench): string => join(bench.dir, "floor.img");
