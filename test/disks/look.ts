import { mkdtemp, open, readdir, rm, truncate } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { hostDisks, readFacts } from "../../src/facts/index.ts";
import type { DiskFacts } from "../../src/model/facts.ts";
import { hostFs } from "../../src/ports/fs.ts";
import { run } from "../../src/ports/run.ts";

export const MIB = 1024 * 1024;
const TOOLS = { losetup: "mount", blkid: "util-linux", wipefs: "util-linux", mkswap: "util-linux", partx: "util-linux", sfdisk: "fdisk", "mkfs.ext4": "e2fsprogs", "mkfs.vfat": "dosfstools" };
const env = { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C" };

/** Runs a tool of the test's own; rejects, with what it said, where it fails. */
export async function tool(program: string, ...args: string[]): Promise<string> {
  return (await execa(program, args, { env, stdin: "ignore" })).stdout;
}

/** These tests need real block devices: say what is missing, and fail. A skipped disk test would read as a passed one. */
export async function requireLoopDevices(): Promise<void> {
  if (process.getuid?.() !== 0) throw new Error("test/disks needs root: it attaches loop devices. Run it as root, or with sudo.");
  const missing = (await Promise.all(Object.entries(TOOLS).map(async ([name, pkg]) => ((await run("sh", ["-c", `command -v ${name}`])).code === 0 ? null : pkg)))).filter((pkg) => pkg !== null);
  if (missing.length > 0) throw new Error(`test/disks needs: apt-get install ${[...new Set(missing)].join(" ")}`);
  const free = await run("losetup", ["-f"]);
  if (free.code !== 0) throw new Error(`test/disks needs loop devices (modprobe loop): ${free.stderr}`);
}

export interface Loop {
  /** `/dev/loop3`. */
  path: string;
  /** The sparse file behind it. */
  file: string;
}

/** Partitions that a tool made known to the kernel outlive the file on a loop device, and would belong to the next one on it. */
async function forgetPartitions(path: string): Promise<void> {
  const name = path.slice("/dev/".length);
  if ((await readdir(`/sys/block/${name}`)).some((entry) => entry.startsWith(`${name}p`))) await tool("partx", "--delete", path);
}

/** Attaches a file to a free loop device and gives its path: `/dev/loop3`. */
export async function attach(file: string, losetupArgs: readonly string[]): Promise<string> {
  const path = (await tool("losetup", "--show", ...losetupArgs, "-f", file)).trim();
  await forgetPartitions(path);
  return path;
}

/** That somebody else has detached it meanwhile is no failure, as long as it is detached. */
export async function detach(path: string, file: string): Promise<void> {
  await forgetPartitions(path);
  await tool("losetup", "-d", path).catch(async (error: unknown) => {
    if ((await tool("losetup", "-j", file)) !== "") throw error;
  });
}

/**
 * Makes a sparse file, lets `prepare` write to it, attaches it, and hands it over; afterwards everything of it is gone,
 * whatever happened. Detaches this one device only: other tests may have theirs.
 */
export async function withLoop<T>(sizeBytes: number, prepare: (file: string) => Promise<unknown>, use: (loop: Loop) => Promise<T>, losetupArgs: string[] = []): Promise<T> {
  const dir = await mkdtemp(join(tmpdir(), "ramvisor-disks-"));
  const file = join(dir, "disk.img");
  let path: string | null = null;
  try {
    await (await open(file, "w")).close();
    await truncate(file, sizeBytes);
    await prepare(file);
    path = await attach(file, losetupArgs);
    return await use({ path, file });
  } finally {
    if (path !== null) await detach(path, file);
    await rm(dir, { recursive: true, force: true });
  }
}

/** Writes bytes into a file at an offset. */
export async function put(file: string, offset: number, bytes: Uint8Array): Promise<void> {
  const handle = await open(file, "r+");
  try {
    await handle.write(bytes, 0, bytes.length, offset);
  } finally {
    await handle.close();
  }
}

/** What the agent sees of this one device. The machine's own disks are kept out of its sight: they are not ours to read. */
export async function look(path: string, inventory: "boot" | "full" = "boot"): Promise<DiskFacts> {
  const name = path.slice("/dev/".length);
  const fs = { ...hostFs, list: (dir: string) => (dir === "/sys/block" ? Promise.resolve([name]) : hostFs.list(dir)) };
  const facts = await readFacts({ fs, run, disks: hostDisks }, { version: "test", inventory, extraDisks: [path] });
  const disk = facts.disks.find((candidate) => candidate.path === path);
  if (disk === undefined || facts.disks.length !== 1) throw new Error(`expected ${path} alone, saw ${facts.disks.map((seen) => seen.path).join(" ")}`);
  return disk;
}
