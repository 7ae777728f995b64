import type { ApplyContext } from "./context.ts";
import type { KernelPartition } from "./partition.ts";

const MIB = 1024 * 1024;
/** DRBD's notes are 32 MiB for each TiB; of larger ones as much as a hard disk reads in a moment. */
const MOST_BYTES = 64 * MIB;

/**
 * Reads DRBD's notes at the end of a partition before DRBD does. Its attach reads them while it holds a lock of the whole kernel (genl_mutex,
 * net/netlink/genetlink.c), without a limit of time: where the disk hangs then, no other resource can be brought up or led. Where it hangs
 * here, it holds up itself alone. That it takes writes drbdadm finds out in the same way: drbdmeta writes to the notes first (`apply-al`).
 * @param dataBytes of the partition, before the notes
 */
export async function askFirst({ disks }: Pick<ApplyContext, "disks">, { path }: KernelPartition, dataBytes: number, partitionBytes: number): Promise<void> {
  const partition = await disks.open(path, "read");
  try {
    const end = Math.min(partitionBytes, dataBytes + MOST_BYTES);
    for (let at = dataBytes; at < end; at += MIB) await partition.read(at, Math.min(MIB, end - at));
  } finally {
    await partition.close();
  }
}
