import type { PairDisk } from "../model/step.ts";
import type { ApplyContext } from "./context.ts";
import { findSide } from "./drbd.ts";
import { mustRun } from "./command.ts";
import { withPartition } from "./partition.ts";
import { BY_ID } from "./plannedDisk.ts";

const LOOK_DIR = "/run/ramvisor/look";

/**
 * Shows `work` a side's file system as it lies on the disk, while DRBD is not up on it: read-only, and without its journal
 * (ext4(5), `noload`), so that nothing is written. @throws Refused, CommandFailed where it is in use or does not mount.
 */
export async function lookIntoSide<T>(context: ApplyContext, disk: PairDisk, work: (root: string) => Promise<T>, byId = BY_ID): Promise<T> {
  const side = await findSide(context, disk, byId);
  return withPartition(context, side.path, side.wanted, async (partition) => {
    await context.fs.makeDir(LOOK_DIR, 0o700);
    await mustRun(context.run, "mount", ["-t", "ext4", "-o", "ro,noload,nodev,nosuid,noexec", partition.path, LOOK_DIR], { timeoutMs: 60_000 });
    try {
      return await work(LOOK_DIR);
    } finally {
      await mustRun(context.run, "umount", [LOOK_DIR]);
    }
  });
}
