import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import * as promises from "node:fs/promises";
import { basename } from "node:path";
import { hostMachine } from "../../src/apply/machine.ts";
import { writeFsOver } from "../../src/apply/writeFs.ts";
import { hostDisks, readFacts } from "../../src/facts/index.ts";
import { tryTool } from "../disks/suites/devices.ts";
import { median } from "./statistics.ts";

/** What a start does with many disks: 24 of 200 MB/s each, against one (`npm run bench:look`; root). */
const DISKS = 24;
const BYTES_PER_SECOND = 200_000_000;
const SIZE = 4 * 1024 ** 3;
const ROUNDS = 9;
const TARGET = 1.5;
const MIB = 1024 * 1024;
/**
 * RAM disks that were never written to (admin-guide/blockdev/zram): a read is one filling with zeros, which is the
 * nearest to a controller that writes to memory by itself. A loop device copies, and on another processor.
 */
const ZRAM = "/sys/class/zram-control";
/** Block I/O controller of the first cgroup version: limits a device for everybody (admin-guide/cgroup-v1/blkio-controller). */
const THROTTLE = "/sys/fs/cgroup/blkio/blkio.throttle.read_bps_device";

function throttle(path: string, bytesPerSecond: number): void {
  const { rdev } = statSync(path);
  writeFileSync(THROTTLE, `${String((rdev >> 8) & 0xfff)}:${String(rdev & 0xff)} ${String(bytesPerSecond)}`);
}

function addDisk(): string {
  const path = `/dev/zram${readFileSync(`${ZRAM}/hot_add`, "utf8").trim()}`;
  writeFileSync(`/sys/block/${basename(path)}/disksize`, String(SIZE));
  return path;
}

function removeDisk(path: string): void {
  throttle(path, 0);
  writeFileSync(`${ZRAM}/hot_remove`, path.slice("/dev/zram".length));
}

/** Reads until the limit holds: a disk that was idle gives tens of MB at once, which no disk of that speed does. */
async function useUpCredit(path: string): Promise<void> {
  const disk = await hostDisks.open(path);
  const buffer = hostDisks.allocate(MIB);
  for (let piece = 0; piece < 100; piece++) await disk.read(buffer, piece * MIB);
  await disk.close();
}

/** Seconds of one look at these disks and nothing else, and the processor time of this process in it. */
async function look(paths: readonly string[]): Promise<{ seconds: number; cpu: number }> {
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const real = writeFsOver(promises);
  const fs = { ...real, list: (dir: string) => (dir === "/sys/block" ? Promise.resolve(paths.map((path) => basename(path))) : real.list(dir)) };
  await Promise.all(paths.map(useUpCredit));
  const [start, before] = [performance.now(), process.cpuUsage()];
  const facts = await readFacts({ fs, run: hostMachine(log).run, disks: hostDisks }, { version: "bench", inventory: "boot", extraDisks: paths });
  const { user, system } = process.cpuUsage(before);
  const result = { seconds: (performance.now() - start) / 1000, cpu: (user + system) / 1e6 };
  const whole = facts.disks.filter(({ path, scans }) => paths.includes(path) && scans.length === 3 && scans.every(({ error }) => error === null) && scans[2]?.readBytes === 16 * MIB);
  if (whole.length !== paths.length) throw new Error(`${String(whole.length)} of ${String(paths.length)} disks were read as a whole`);
  return result;
}

async function main(): Promise<void> {
  if (!existsSync(ZRAM)) await tryTool("modprobe", "zram", "num_devices=0");
  if (!existsSync(ZRAM)) throw new Error("this kernel has no zram: there are no disks in memory to look at");
  if (!existsSync(THROTTLE)) throw new Error(`this kernel has no ${THROTTLE}: disks cannot be slowed down`);
  process.env["UV_THREADPOOL_SIZE"] = "52";
  const paths: string[] = [];
  try {
    for (let index = 0; index < DISKS; index++) {
      const path = addDisk();
      paths.push(path);
      throttle(path, BYTES_PER_SECOND);
    }
    const counts = [1, 4, 8, DISKS];
    const runs = new Map(counts.map((count) => [count, [] as Awaited<ReturnType<typeof look>>[]]));
    for (let round = 0; round < ROUNDS; round++) for (const count of counts) runs.get(count)?.push(await look(paths.slice(0, count)));
    const one = median((runs.get(1) ?? []).map(({ seconds }) => seconds));
    for (const [count, tries] of runs) {
      const [seconds, cpu] = [median(tries.map((each) => each.seconds)), median(tries.map((each) => each.cpu))];
      const held = count === DISKS ? `  at most ${String(TARGET)}: ${seconds / one <= TARGET ? "met" : "not met"}` : "";
      process.stdout.write(`${String(count).padStart(3)} disks  ${seconds.toFixed(2)} s  ${(seconds / one).toFixed(2)} times one  processor time of the agent ${cpu.toFixed(2)} s${held}\n`);
    }
  } finally {
    for (const path of paths) removeDisk(path);
  }
}

await main().catch((error: unknown) => {
  process.stderr.write(`look: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
