import { readdirSync, readFileSync, realpathSync } from "node:fs";
import { basename } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";

const env = { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C" };

export async function tool(program: string, ...args: string[]): Promise<string> {
  return (await execa(program, args, { env, stdin: "ignore" })).stdout.trim();
}

/** Runs a tool whose failure is as good: what it was to undo is not there. */
export async function tryTool(program: string, ...args: string[]): Promise<boolean> {
  return (await execa(program, args, { env, stdin: "ignore", reject: false })).exitCode === 0;
}

/** Somebody else's program took the loop device in the moment in which it was free: no fault of the product. */
export class NameTaken extends Error {}

export async function attach(file: string, sectorBytes: number, where: string | null = null): Promise<string> {
  const options = ["--sector-size", String(sectorBytes)];
  if (where !== null && !(await tryTool("losetup", ...options, where, file))) throw new NameTaken(`${where} was taken by another program`);
  const path = where ?? await tool("losetup", ...options, "--find", "--show", file);
  await forgetPartitions(path);
  return path;
}

/** A kernel that reads no table itself forgets only what it is told to, and keeps the partitions of a detached loop device for its next file. */
async function forgetPartitions(path: string): Promise<void> {
  for (let waited = 0; waited < 5000; waited += 20) {
    const numbers = readdirSync(`/sys/block/${basename(path)}`).flatMap((entry) => (entry.startsWith(`${basename(path)}p`) ? [entry.slice(basename(path).length + 1)] : []));
    if (numbers.length === 0) return;
    for (const number of numbers) await tryTool("delpart", path, number);
    // A program that has just been killed may hold one for a moment.
    await sleep(20);
  }
  throw new Error(`${path} keeps a partition`);
}

/** Takes a loop device away, its partitions first; one that cannot be forgotten does not keep the device. */
export async function detach(path: string): Promise<void> {
  await forgetPartitions(path).catch(() => undefined);
  await tool("losetup", "--detach", path);
  // While a program holds it, the kernel has only promised to.
  for (let waited = 0; (await tryTool("losetup", path)) && waited < 5000; waited += 20) await sleep(20);
}

/** True while a file of this folder lies behind the loop device: one that was let go may be another program's by now. */
export function carriesFileOf(dir: string, path: string): boolean {
  try {
    return readFileSync(`/sys/block/${basename(path)}/loop/backing_file`, "utf8").startsWith(`${realpathSync(dir)}/`);
  } catch {
    return false;
  }
}

/** Sectors written to a disk or discarded on it, ever (Documentation/block/stat.rst); a loop device keeps on counting. */
export function sectorsWritten(path: string): number {
  const fields = readFileSync(`/sys/block/${basename(path)}/stat`, "utf8").trim().split(/\s+/).map(Number);
  return (fields[6] ?? 0) + (fields[13] ?? 0);
}
