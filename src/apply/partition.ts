import { basename, join } from "node:path";
import type { ReadFs } from "../model/ports.ts";
import type { ApplyContext } from "./context.ts";
import { causeOf, CommandFailed } from "./explain.ts";
import type { GptPartition } from "./gpt.ts";

const BLOCK = "/sys/class/block";
/** sysfs counts in units of 512 bytes, whatever the disk's block size (Documentation/ABI/stable/sysfs-block). */
const SECTOR = 512;
const WAIT_MS = 5000;
const POLL_MS = 50;
const ATTEMPTS = 3;

type Place = Pick<GptPartition, "startByte" | "sizeBytes">;

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
export async function kernelPartition(fs: ReadFs, disk: string, wanted: Place): Promise<KernelPartition | null> {
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

/** Names of what holds a partition (`/dev/vda1`), as sysfs says: `md0`, `drbd0`, `dm-0`. udev need not have seen it. */
export async function holdersOf(fs: ReadFs, partition: string): Promise<string[]> {
  return fs.list(join(BLOCK, basename(partition), "holders")).catch(() => []);
}

/** `size` and `diskseq` of a whole disk as the kernel says now; diskSeq null before Linux 5.15. */
export async function diskIdentity(fs: ReadFs, disk: string): Promise<{ sizeBytes: number; diskSeq: number | null }> {
  const read = (file: string): Promise<string> => fs.readText(join(BLOCK, basename(disk), file));
  const diskSeq = await read("diskseq").then((text) => Number(text.trim()), () => null);
  return { sizeBytes: Number((await read("size")).trim()) * SECTOR, diskSeq };
}

/**
 * Runs `use` on the kernel's partition of `disk`, and once more where a command fails on it: when a program that wrote
 * to a disk closes it, udev has the kernel read the table again, and for that moment the partition is gone
 * (systemd.io, Locking Block Device Access). @throws CommandFailed where the partition does not appear within 5 s, or
 * what the third try threw.
 */
export function withPartition<T>(context: ApplyContext, disk: string, wanted: Place, use: (partition: KernelPartition) => Promise<T>): Promise<T> {
  return withPartitions(context, [{ disk, wanted }], ([partition]) => use(partition as KernelPartition));
}

/** The same for several disks at once: `use` is given their partitions in order. */
export async function withPartitions<T>(context: ApplyContext, disks: readonly { disk: string; wanted: Place }[], use: (partitions: KernelPartition[]) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const partitions: KernelPartition[] = [];
    for (const { disk, wanted } of disks) partitions.push(await waitForPartition(context, disk, wanted));
    try {
      return await use(partitions);
    } catch (error) {
      // One that did not end in time may still be at it.
      const isLate = causeOf(error)?.code === "program-timeout";
      if (attempt === ATTEMPTS || isLate || !(error instanceof CommandFailed)) throw error;
      context.log.info({ partitions: partitions.map(({ path }) => path), attempt, said: error.message }, "tried once more: udev may have been reading the table");
      await context.run("udevadm", ["settle", "--timeout=5"]);
    }
  }
}

/** The kernel is told a partition that it does not show by partx(8), once more where udev's own reading came between. */
async function waitForPartition({ fs, disks, run, sleep }: ApplyContext, disk: string, wanted: Place): Promise<KernelPartition> {
  for (let waited = 0; waited <= WAIT_MS; waited += POLL_MS) {
    const partition = await kernelPartition(fs, disk, wanted);
    if (partition !== null && (await disks.isBlockDevice(partition.path).catch(() => false))) return partition;
    if (waited % (20 * POLL_MS) === 0) await run("partx", ["--add", "--nr", "1", disk]);
    await sleep(POLL_MS);
  }
  throw new CommandFailed({ code: "partition-not-shown", path: disk });
}
