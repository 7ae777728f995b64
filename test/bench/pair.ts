import { ensureTools } from "../../src/medium/tools.ts";
import { chooseAccelerator } from "../../src/qemu/accelerator.ts";
import { makeBlankDisk } from "../../src/qemu/disk-file.ts";
import { Bench, Host } from "../vm/support/host.ts";
import { ADDRESSES, MACS, Pair } from "../vm/support/pair.ts";
import { median } from "./statistics.ts";

const GIB = 1024 ** 3;
/** The target: a pair takes at most so many times what a single machine takes beside an unpaired one. */
const TARGET = 1.5;
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const words = (seconds: readonly number[]): string => seconds.map((value) => value.toFixed(1)).join(" and ");

/** Two machines that know nothing of each other, started together: the ready time of each. */
async function unpaired(): Promise<number[]> {
  const bench = new Bench();
  try {
    await bench.open();
    const hosts = await Promise.all([0, 1].map(async (index) => Host.boot(bench, {
      line: `quiet pci=nocrs mac.${MACS[index] ?? ""}.eth0.${ADDRESSES[index] ?? ""} submask.255.255.255.0 gw.192.168.0.2 dns.192.168.0.3 lang.de`, macs: [MACS[index] ?? ""], cpus: 1, memoryMiB: 1024,
      disks: [{ file: await makeBlankDisk(bench.path(`single-${String(index)}.img`), GIB), format: "raw", serial: `single${String(index)}` }],
    })));
    return (await Promise.all(hosts.map((host) => host.ready()))).map(({ seconds }) => seconds);
  } finally {
    await bench.close();
  }
}

/** Two machines that become a pair from blank disks: when both are ready, the pool is mounted and both sides are in step. */
async function paired(): Promise<{ ready: number[]; formed: number }> {
  const pair = new Pair(new Bench());
  try {
    return await pair.boot();
  } finally {
    await pair.close();
  }
}

/** `npm run bench:pair [-- RUNS]`: so many times (default 3) both in turn, `-smp 1` each. Ends with 1 where the target is missed. */
await ensureTools(["qemu-system-x86", "openssh-client"], say);
say((await chooseAccelerator()).why);
const runs = Number(process.argv[2] ?? 3);
if (!Number.isInteger(runs) || runs < 1) throw new Error("the number of runs is a whole number from 1");
const [singles, pairs]: [number[], number[]] = [[], []];
for (let run = 1; run <= runs; run += 1) {
  const single = await unpaired();
  say(`${String(run)}. two single machines side by side: ready after ${words(single)} s`);
  const pair = await paired();
  say(`${String(run)}. two machines of a pair: ready after ${words(pair.ready)} s, a pair after ${pair.formed.toFixed(1)} s`);
  singles.push(...single);
  // A pair that is not ready is none.
  pairs.push(Math.max(pair.formed, ...pair.ready));
}
const ratio = median(pairs) / median(singles);
say(`medians: single ${median(singles).toFixed(1)} s, pair ${median(pairs).toFixed(1)} s; pair / single ${ratio.toFixed(2)} (target: at most ${String(TARGET)})`);
process.exitCode = ratio <= TARGET ? 0 : 1;
