import { basename, join } from "node:path";
import type { ReadFs } from "../model/ports.ts";
import type { GptPartition } from "./gpt.ts";

const BLOCK = "/sys/class/block";
/** sysfs counts in units of 512 bytes, whatever the disk's block size (Documentation/ABI/stable/sysfs-block). */
const SECTOR = 512;

/** A partition as the kernel shows it. */
export interface KernelPartition {
  /** `/dev/vda1`: devtmpfs makes it, udev is not needed. */
  path: string;
  /** `major:minor`. */
  device: string;
}

/**
 * The kernel's partition of `disk` (`/dev/vda`) that lies where `wanted` says; null where it shows none there.
 * By place and not by /dev/disk/by-partuuid: a cloned disk has the same UUID, and udev may be behind.
 */
export async function kernelPartition(fs: ReadFs, disk: string, wanted: Pick<GptPartition, "startByte" | "sizeBytes">): Promise<KernelPartition | null> {
  const name = basename(disk);
  for (const child of (await fs.list(join(BLOCK, name))).filter((entry) => entry.startsWith(name))) {
    const number = async (file: string): Promise<number> => Number((await fs.readText(join(BLOCK, name, child, file))).trim());
    try {
      if ((await number("start")) * SECTOR !== wanted.startByte || (await number("size")) * SECTOR !== wanted.sizeBytes) continue;
      return { path: `/dev/${child}`, device: (await fs.readText(join(BLOCK, name, child, "dev"))).trim() };
    } catch {
      // Not a partition, or it went away while it was looked at.
    }
  }
  return null;
}

/** `size` and `diskseq` of a whole disk as the kernel says now; diskSeq null before Linux 5.15. */
export async function diskIdentity(fs: ReadFs, disk: string): Promise<{ sizeBytes: number; diskSeq: number | null }> {
  const read = (file: string): Promise<string> => fs.readText(join(BLOCK, basename(disk), file));
  const diskSeq = await read("diskseq").then((text) => Number(text.trim()), () => null);
  return { sizeBytes: Number((await read("size")).trim()) * SECTOR, diskSeq };
}
