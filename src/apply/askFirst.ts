import { PARTITION_START } from "../raid/superblock.ts";
import type { ApplyContext } from "./context.ts";
import type { KernelPartition } from "./partition.ts";
import type { OwnDisk } from "./plannedDisk.ts";

const MIB = 1024 * 1024;
/** DRBD's notes are 32 MiB for each TiB; of larger ones as much as a hard disk reads in a moment. */
const MOST_BYTES = 64 * MIB;
/** Between the secret's block and the partition, where nothing lies: zeros stand there, and are written. */
const [NOWHERE, BLOCK] = [PARTITION_START - 4096, 4096];

/**
 * Does `attach` after the disk has answered reads of DRBD's notes and a write that reached it. DRBD reads and writes them while it holds a lock of the
 * whole kernel (genl_mutex, net/netlink/genetlink.c), without a limit of time: where the disk hangs then, no other resource can be led, and
 * no command of DRBD ends. Where it hangs here, it holds up itself alone.
 * The partition is held open meanwhile: udev has the kernel read the table again once the disk was written to, and it would be gone for a moment.
 * @param dataBytes of the partition, before DRBD's notes
 */
export async function askFirst<T>({ disks }: ApplyContext, { path, wanted }: Pick<OwnDisk, "path" | "wanted">, partition: KernelPartition, dataBytes: number, attach: () => Promise<T>): Promise<T> {
  const held = await disks.open(partition.path, "read");
  try {
    const end = Math.min(wanted.sizeBytes, dataBytes + MOST_BYTES);
    for (let at = dataBytes; at < end; at += MIB) await held.read(at, Math.min(MIB, end - at));
    const disk = await disks.open(path, "shared");
    try {
      await disk.write(NOWHERE, Buffer.alloc(BLOCK));
      await disk.sync();
    } finally {
      await disk.close();
    }
    return await attach();
  } finally {
    await held.close();
  }
}
