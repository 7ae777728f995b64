import { closeSync, fsyncSync, ftruncateSync, mkdirSync, mkdtempSync, openSync, readFileSync, renameSync, rmSync, symlinkSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { digestOf, randomBytes } from "./bytes.ts";
import { attach, carriesFileOf, detach, sectorsWritten, tool } from "./devices.ts";

export const MIB = 1024 * 1024;
/** Little more than the smallest disk that is claimed: both ends read whole leave a middle that is not. */
export const SIZE = 272 * MIB;

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
      bed.#neighbourDigest = makeForeign(other, SIZE);
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
    for (const path of [this.path, this.neighbour]) if (path !== "" && carriesFileOf(this.dir, path)) await detach(path).catch(() => undefined);
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** A sparse file of that size with what `write` puts into it. */
export function makeImage(file: string, sizeBytes: number, write: (fd: number) => void): void {
  const fd = openSync(file, "w+");
  ftruncateSync(fd, sizeBytes);
  write(fd);
  closeSync(fd);
}

/** Somebody's disk: data at both ends and in the middle, no format that a kernel would take up by itself. Gives its digest. */
export function makeForeign(file: string, sizeBytes: number): string {
  makeImage(file, sizeBytes, (fd) => { for (const at of [0, 40 * MIB, 130 * MIB, sizeBytes - 65_536]) writeSync(fd, randomBytes(at + 1, 65_536), 0, 65_536, at); });
  return digestOf(file);
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
