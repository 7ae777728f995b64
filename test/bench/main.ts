import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { ensureImage, OUT } from "../../src/medium/index.ts";
import { ensureTools } from "../../src/medium/tools.ts";
import { chooseAccelerator } from "../../src/qemu/accelerator.ts";
import { makeBlankDisk } from "../../src/qemu/disk-file.ts";
import { Machine } from "../../src/qemu/machine.ts";
import { DEFAULT_LINE, DEFAULT_NIC } from "../../src/qemu/options.ts";
import { Bench, Host } from "../vm/support/host.ts";
import { makeFloorInitrd } from "./floor.ts";
import { median, row } from "./statistics.ts";

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const BOOT_MS = 300_000;

interface Ours {
  seconds: number;
  memoryMiB: number;
  stages: Record<string, number>;
}

async function bootFloor(kernel: string, initrd: string): Promise<number> {
  const machine = await Machine.start({ boot: { kernel, initrd, cmdline: "quiet console=ttyS0" } });
  const [, seconds] = await machine.waitFor(/FLOOR ([\d.]+)\s/, BOOT_MS);
  await machine.stop();
  return Number(seconds);
}

async function bootOurs(bench: Bench, file: string): Promise<Ours> {
  await rm(file, { force: true });
  const disk = await makeBlankDisk(file, 1024 ** 3);
  const host = await Host.boot(bench, { line: DEFAULT_LINE, macs: [DEFAULT_NIC], disks: [{ file: disk, format: "raw", serial: "ramvisor-bench-0" }] });
  const line = await host.line();
  if (!line.ready) throw new Error(`the host did not become ready: ${host.machine.transcript.text.slice(-500)}`);
  const report = await host.json("/run/ramvisor/report.json");
  await host.stop();
  return { seconds: line.seconds, memoryMiB: Number(report["memoryUsedBytes"]) / 1024 ** 2, stages: report["stages"] as Record<string, number> };
}

/** `npm run bench [-- RUNS]`: floor and ours in turn, in one run; the table goes to standard output, the numbers to out/bench.json. */
async function main(runs: number): Promise<void> {
  await ensureTools(["qemu-system-x86", "openssh-client", "libvirt-clients"], say);
  const image = await ensureImage({ say });
  process.env["RAMVISOR_TEST_IMAGE"] = JSON.stringify(image);
  const accelerator = await chooseAccelerator();
  const dir = await mkdtemp(join(tmpdir(), "ramvisor-bench-"));
  const bench = new Bench();
  await bench.open();
  try {
    const initrd = join(dir, "floor.img");
    await makeFloorInitrd(initrd, say);
    const [floor, ours, load]: [number[], Ours[], number[]] = [[], [], []];
    for (let index = 0; index < runs; index++) {
      load.push(loadavg()[0] ?? 0);
      floor.push(await bootFloor(image.vmlinuz, initrd));
      ours.push(await bootOurs(bench, join(dir, "disk.img")));
      say(`run ${String(index + 1)} of ${String(runs)}: bare kernel ${String(floor.at(-1))} s, ready ${String(ours.at(-1)?.seconds)} s`);
    }
    const ratio = median(ours.map(({ seconds }) => seconds)) / median(floor);
    const iso = (await stat(image.iso)).size;
    const stages = [...new Set(ours.flatMap((one) => Object.keys(one.stages)))];
    process.stdout.write([
      `${accelerator.args.join(" ")}; ${String(runs)} runs in turn; load before each ${load.map((value) => value.toFixed(1)).join(" ")}`,
      `${"".padEnd(34)} ${"".padEnd(4)} ${"median".padStart(9)} ${"least".padStart(9)} ${"most".padStart(9)}`,
      row("same kernel, bare busybox init", "s", floor, 2),
      row("ready, from the kernel's start", "s", ours.map(({ seconds }) => seconds)),
      ...stages.map((stage) => row(`  ${stage}`, "s", ours.map((one) => one.stages[stage] ?? 0))),
      row("RAM used at ready", "MiB", ours.map(({ memoryMiB }) => memoryMiB), 0),
      `ready / bare kernel: ${ratio.toFixed(1)}`,
      `ISO: ${String(iso)} bytes`,
      "",
    ].join("\n"));
    await writeFile(join(OUT, "bench.json"), `${JSON.stringify({ accelerator: accelerator.args, runs, load, floor, ours, ratio, isoBytes: iso }, null, 2)}\n`);
  } finally {
    await bench.close();
    await rm(dir, { recursive: true, force: true });
  }
}

await main(Number(process.argv[2] ?? 5));
