import { execFileSync } from "node:child_process";
import { closeSync, fsyncSync, ftruncateSync, mkdtempSync, openSync, readdirSync, readSync, rmSync, symlinkSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { crc32 } from "node:zlib";

const command = (program: string, ...args: string[]): string => execFileSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();

/** A blank disk for a test: a sparse file behind a loop device, with a stable name as udev would give it. */
export class LoopDisk {
  readonly dir = mkdtempSync(join(tmpdir(), "ramvisor-disk-"));
  readonly id = "virtio-TEST0001";
  readonly path: string;
  readonly mountPoint = join(this.dir, "pool");

  constructor(readonly sizeBytes: number, sectorBytes = 512) {
    const image = join(this.dir, "image");
    const fd = openSync(image, "w");
    ftruncateSync(fd, sizeBytes);
    closeSync(fd);
    this.path = command("losetup", "--find", "--show", "--sector-size", String(sectorBytes), image);
    symlinkSync(this.path, join(this.dir, this.id));
    // A loop device that was detached with partitions keeps them for its next file.
    const name = basename(this.path);
    for (const entry of readdirSync(`/sys/block/${name}`)) if (entry.startsWith(`${name}p`)) command("delpart", this.path, entry.slice(name.length + 1));
  }

  get diskSeq(): number {
    return Number(command("cat", `/sys/class/block/${basename(this.path)}/diskseq`));
  }

  write(offset: number, bytes: Uint8Array): void {
    const fd = openSync(this.path, "r+");
    writeSync(fd, bytes, 0, bytes.length, offset);
    fsyncSync(fd);
    closeSync(fd);
  }

  read(offset: number, length: number): Buffer {
    const fd = openSync(this.path, "r");
    const bytes = Buffer.alloc(length);
    readSync(fd, bytes, 0, length, offset);
    closeSync(fd);
    return bytes;
  }

  /** CRC-32 of every byte: "after = before". */
  digest(): string {
    const chunk = 16 * 1024 * 1024;
    let sum = 0;
    for (let offset = 0; offset < this.sizeBytes; offset += chunk) sum = crc32(this.read(offset, Math.min(chunk, this.sizeBytes - offset)), sum);
    return sum.toString(16);
  }

  /** The kernel forgets partitions, as at the next start. */
  forgetPartitions(): void {
    try {
      command("delpart", this.path, "1");
    } catch {
      // There was none.
    }
  }

  destroy(): void {
    try {
      command("umount", this.mountPoint);
    } catch {
      // It was not mounted.
    }
    this.forgetPartitions();
    command("losetup", "--detach", this.path);
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** Why such tests cannot run here; null where they can. */
export function cannotLoop(): string | null {
  if (process.getuid?.() !== 0) return "these tests need root";
  try {
    new LoopDisk(4 * 1024 * 1024).destroy();
    for (const program of ["sfdisk", "mke2fs", "e2fsck"]) command("which", program);
    return null;
  } catch (error) {
    return `no loop device or tool: ${String(error)}`;
  }
}
