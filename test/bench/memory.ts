import { makeBlankDisk } from "../../src/qemu/disk-file.ts";
import type { Firmware } from "../../src/qemu/firmware.ts";
import { DEFAULT_LINE, DEFAULT_NIC } from "../../src/qemu/options.ts";
import { Bench, BOOT_MS, Host } from "../vm/support/host.ts";

/**
 * The least memory with which a machine becomes ready (`npm run bench:memory`): what is needed at once, while `initrd.img` is
 * unpacked or at any other moment, is the peak, and no figure taken later shows it. By halving, so that each figure is one start that became ready
 * and one, STEP less, that did not.
 */
const STEP_MIB = 8;
const [LEAST_MIB, ENOUGH_MIB] = [128, 320];
const ROADS: readonly { name: string; fromMedium: boolean; firmware: Firmware }[] = [
  { name: "kernel and initrd given by QEMU", fromMedium: false, firmware: "bios" },
  { name: "the medium, BIOS", fromMedium: true, firmware: "bios" },
  { name: "the medium, UEFI", fromMedium: true, firmware: "uefi" },
];

const bench = new Bench();
const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** How a start with so much memory ended: null where it became ready and nothing was killed for want of memory, else in what way it did not. */
async function failureWith(memoryMiB: number, firmware: Firmware, iso: string | null): Promise<string | null> {
  const disk = await makeBlankDisk(bench.path(`disk-${String(memoryMiB)}.img`), 1024 ** 3);
  const host = await Host.boot(bench, { line: DEFAULT_LINE, macs: [DEFAULT_NIC], memoryMiB, firmware, disks: [{ file: disk, format: "raw", serial: "ramvisor-bench-0" }], ...(iso === null ? {} : { iso }) });
  try {
    const ended = host.machine.ended.then(() => "the machine switched itself off");
    const said = await Promise.race([ended, host.ready(0, BOOT_MS).then((line) => (line.ready ? null : line.line), (error: unknown) => firstLine(error))]);
    if (said !== null) return said;
    const killed = await host.run("awk '/^oom_kill /{print $2}' /proc/vmstat");
    return killed === "0" ? null : `ready, but ${killed} programs were killed for want of memory`;
  } finally {
    await host.machine.stop();
  }
}

const firstLine = (error: unknown): string => (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";

/** Halves what lies between too little and enough, and says each start. */
async function least(road: (typeof ROADS)[number], iso: string | null): Promise<number> {
  let [tooLittle, enough] = [LEAST_MIB, ENOUGH_MIB];
  while (enough - tooLittle > STEP_MIB) {
    const middle = tooLittle + Math.round((enough - tooLittle) / 2 / STEP_MIB) * STEP_MIB;
    const failure = await failureWith(middle, road.firmware, iso);
    say(`  ${road.name}, ${String(middle)} MiB: ${failure ?? "ready"}`);
    if (failure === null) enough = middle;
    else tooLittle = middle;
  }
  return enough;
}

async function main(): Promise<void> {
  await bench.open();
  try {
    const medium = await bench.personalIso(DEFAULT_LINE);
    for (const road of ROADS) {
      const iso = road.fromMedium ? medium : null;
      const failure = await failureWith(ENOUGH_MIB, road.firmware, iso);
      if (failure !== null) throw new Error(`${road.name}: not ready even with ${String(ENOUGH_MIB)} MiB: ${failure}`);
      say(`${road.name}: ready with ${String(await least(road, iso))} MiB, not with ${String(STEP_MIB)} MiB less`);
    }
  } finally {
    await bench.close();
  }
}

await main().catch((error: unknown) => {
  process.stderr.write(`memory: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
