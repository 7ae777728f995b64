import { makeBlankDisk } from "../../../src/qemu/disk-file.ts";
import { DEFAULT_LINE, DEFAULT_NIC } from "../../../src/qemu/options.ts";
import { Bench, Host } from "../../vm/support/host.ts";
import { readMemory, readRegisters, taskName, whoIs } from "./registers.ts";

/**
 * Who uses the processor from the kernel's start to READY (`npm run bench:profile`): QEMU's monitor is asked every few milliseconds which
 * task runs. Two starts, of which the first tells where in its memory this kernel keeps that. The asking makes a start
 * longer by a third or more: the shares count.
 */
const EVERY_MS = 15;
/** A gap is a monitor that was slow to answer, and is not put down to one task. */
const LONGEST_MS = 100;
const SHOWN = 25;
const GIB = 1024 ** 3;

interface Kernel {
  /** From the processor's area: the pointer to the task that runs. */
  currentAt: bigint;
  /** In a task: its name. */
  nameAt: bigint;
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const bench = new Bench();

async function boot(): Promise<Host> {
  const disk = await makeBlankDisk(bench.path(`disk-${String(bench.machines.length)}.img`), GIB);
  return Host.boot(bench, { line: `nokaslr ${DEFAULT_LINE}`, macs: [DEFAULT_NIC], disks: [{ file: disk, format: "raw", serial: "profile" }], cpus: 1 });
}

const ask = async (host: Host, command: string): Promise<string> => String(await host.machine.monitor("human-monitor-command", { "command-line": command }));
const hex = (value: bigint): string => `0x${value.toString(16)}`;

/** The kernel's own table of names says where; the name's place in a task is found by that of the first task. */
async function lookAtKernel(): Promise<Kernel> {
  const host = await boot();
  await host.ready();
  const symbol = async (name: string): Promise<bigint> => BigInt(`0x${(await host.run(`awk '$3 == "${name}" {print $1}' /proc/kallsyms`)).trim()}`);
  const nameAt = readMemory(await ask(host, `x/1024gx ${hex(await symbol("init_task"))}`)).indexOf("swapper");
  if (nameAt < 0) throw new Error("this kernel's first task has no name where it was looked for");
  const kernel = { currentAt: await symbol("pcpu_hot"), nameAt: BigInt(nameAt) };
  await host.stop();
  return kernel;
}

async function current(host: Host, perCpu: bigint, { currentAt, nameAt }: Kernel): Promise<string> {
  const task = readMemory(await ask(host, `x/1gx ${hex(perCpu + currentAt)}`));
  if (task.length < 8) return "";
  return taskName(readMemory(await ask(host, `x/2gx ${hex(task.readBigUInt64LE() + nameAt)}`)));
}

async function main(): Promise<void> {
  await bench.open();
  const kernel = await lookAtKernel();
  const host = await boot();
  const used = new Map<string, { kernel: number; program: number }>();
  let [done, perCpu, samples] = [false, null as bigint | null, 0];
  const ready = host.ready().finally(() => { done = true; });
  for (let at = performance.now(); !done;) {
    const place = readRegisters(await ask(host, "info registers"));
    perCpu = place?.perCpu ?? perCpu;
    const who = whoIs(place === null || perCpu === null ? "" : await current(host, perCpu, kernel));
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    const now = performance.now();
    const sum = used.get(who) ?? { kernel: 0, program: 0 };
    sum[place?.kernel === false ? "program" : "kernel"] += Math.min(now - at, LONGEST_MS) / 1000;
    used.set(who, sum);
    [at, samples] = [now, samples + 1];
  }
  const { line } = await ready;
  const rows = [...used].map(([who, seconds]) => ({ who, ...seconds, all: seconds.kernel + seconds.program })).sort((a, b) => b.all - a.all);
  const total = rows.reduce((sum, { all }) => sum + all, 0);
  say(`${line.trim()}\n${String(samples)} samples\n\n${"".padEnd(30)}${["share", "s", "kernel", "program"].map((head) => head.padStart(9)).join("")}`);
  for (const { who, all, kernel: inKernel, program } of rows.slice(0, SHOWN)) {
    say(`${who.padEnd(30)}${`${(all / total * 100).toFixed(1)} %`.padStart(9)}${[all, inKernel, program].map((value) => value.toFixed(1).padStart(9)).join("")}`);
  }
}

await main().finally(() => bench.close());
