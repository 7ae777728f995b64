import { closeSync, fsyncSync, ftruncateSync, mkdirSync, mkdtempSync, openSync, readFileSync, readdirSync, renameSync, rmSync, symlinkSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { digestOf, randomBytes } from "./bytes.ts";

export const MIB = 1024 * 1024;
/** Little more than the smallest disk that is claimed: both ends read whole leave a middle that is not. */
export const SIZE = 272 * MIB;
const env = { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C" };

/** What a start is told of the bed: enough to hand to another process. */
export interface Place {
  /** `/dev/loop3`: the disk to claim. */
  path: string;
  /** The disk beside it, full of somebody's data. */
  neighbour: string;
  /** In the place of /dev/disk/by-id. */
  byId: string;
  /** In the place of the folder of pools. */
  pools: string;
}

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

/** Takes a loop device away, its partitions first. */
export async function detach(path: string): Promise<void> {
  await forgetPartitions(path);
  await tool("losetup", "--detach", path);
  // While a program holds it, the kernel has only promised to.
  for (let waited = 0; (await tryTool("losetup", path)) && waited < 5000; waited += 20) await sleep(20);
}

interface BedOptions {
  sizeBytes?: number;
  sectorBytes?: number;
  /** Puts on the disk what it is to hold before it is plugged in. */
  write?: (fd: number) => void;
  /** The image of a disk that another machine has used, in the place of a new one. */
  used?: { file: string; id: string } | null;
}

/** One blank disk and one with data, each behind a loop device, with the stable names that udev would give them. */
export class Bed {
  readonly dir = mkdtempSync(join(tmpdir(), "ramvisor-bed-"));
  readonly image = join(this.dir, "disk.img");
  readonly byId = join(this.dir, "by-id");
  readonly pools = join(this.dir, "pools");
  readonly mountPoint = join(this.pools, "default");
  path = "";
  neighbour = "";
  #neighbourDigest = "";
  #neighbourSectors = 0;

  private constructor(readonly sizeBytes: number, readonly sectorBytes: number, readonly id: string) {}

  static async make({ sizeBytes = SIZE, sectorBytes = 512, write = () => undefined, used = null }: BedOptions = {}): Promise<Bed> {
    const bed = new Bed(sizeBytes, sectorBytes, used?.id ?? "virtio-TEST0001");
    try {
      mkdirSync(bed.byId);
      if (used === null) makeImage(bed.image, sizeBytes, write);
      else renameSync(used.file, bed.image);
      const other = join(bed.dir, "neighbour.img");
      // At both ends and in the middle, as a disk has it.
      makeImage(other, SIZE, (fd) => { for (const at of [0, 40 * MIB, 130 * MIB, SIZE - 65_536]) writeSync(fd, randomBytes(at + 1, 65_536), 0, 65_536, at); });
      bed.#neighbourDigest = digestOf(other);
      bed.neighbour = await attach(other, 512);
      bed.#neighbourSectors = sectorsWritten(bed.neighbour);
      bed.link("virtio-TEST0002", bed.neighbour);
      await bed.plugIn();
      return bed;
    } catch (error) {
      await bed.destroy();
      throw error;
    }
  }

  get place(): Place {
    return { path: this.path, neighbour: this.neighbour, byId: this.byId, pools: this.pools };
  }

  /** A write by another program, on stable storage. */
  write(offset: number, bytes: Uint8Array): void {
    const fd = openSync(this.path, "r+");
    writeSync(fd, bytes, 0, bytes.length, offset);
    fsyncSync(fd);
    closeSync(fd);
  }

  link(id: string, target: string | null): void {
    rmSync(join(this.byId, id), { force: true });
    if (target !== null) symlinkSync(target, join(this.byId, id));
  }

  async plugIn(where: string | null = null): Promise<void> {
    this.path = await attach(this.image, this.sectorBytes, where);
    this.link(this.id, this.path);
  }

  async unmount(): Promise<void> {
    for (const line of readFileSync("/proc/self/mountinfo", "utf8").split("\n")) {
      const point = line.split(" ")[4] ?? "";
      if (point.startsWith(`${this.dir}/`)) await tool("umount", point);
    }
  }

  /** What the next start finds: nothing mounted, no partition known, no byte of the disk in the kernel's cache. */
  async restart(): Promise<void> {
    await this.unmount();
    await detach(this.path);
    this.path = "";
    await this.plugIn();
  }

  /** The disk as the next start would read it, from outside. */
  digest(): string {
    return digestOf(this.image);
  }

  /** @throws Error where a byte of the disk beside it has changed. */
  checkNeighbour(): void {
    const now = digestOf(join(this.dir, "neighbour.img"));
    const sectors = sectorsWritten(this.neighbour) - this.#neighbourSectors;
    if (now !== this.#neighbourDigest || sectors !== 0) throw new Error(`the disk beside it was written to (${String(sectors)} sectors)`);
  }

  async destroy(): Promise<void> {
    await this.unmount();
    for (const path of [this.path, this.neighbour]) if (path !== "") await detach(path).catch(() => undefined);
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** Sectors written to a disk or discarded on it, ever (Documentation/block/stat.rst); a loop device keeps on counting. */
export function sectorsWritten(path: string): number {
  const fields = readFileSync(`/sys/block/${basename(path)}/stat`, "utf8").trim().split(/\s+/).map(Number);
  return (fields[6] ?? 0) + (fields[13] ?? 0);
}

/** A sparse file of that size with what `write` puts into it. */
export function makeImage(file: string, sizeBytes: number, write: (fd: number) => void): void {
  const fd = openSync(file, "w+");
  ftruncateSync(fd, sizeBytes);
  write(fd);
  closeSync(fd);
}

/** Makes a bed, hands it over, and clears it away, whatever happened. */
export async function withBed<T>(options: BedOptions, use: (bed: Bed) => Promise<T>): Promise<T> {
  const bed = await Bed.make(options);
  try {
    return await use(bed);
  } finally {
    await bed.destroy();
  }
}
