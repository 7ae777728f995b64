import { basename, join } from "node:path";
import type { ApplyContext } from "./context.ts";
import { Refused } from "./explain.ts";
import { firstGptPartition, type GptPartition } from "./gpt.ts";

/** Names of whole disks by serial or WWN, made by udev; a test has its own. */
export const BY_ID = "/dev/disk/by-id";

/**
 * The device node (`/dev/vda`) that the disk `id` of the plan has now: `/dev/vda` of the plan may be another disk by now.
 * By its stable name; where udev has made none (its worker waits in the driver of another disk that does not answer), by
 * the number that the kernel gives to each disk once and never again in a start (`diskseq`,
 * Documentation/ABI/testing/sysfs-block). @throws Refused where it is gone or is no block device.
 */
export async function nodeOf(context: ApplyContext, id: string, byId = BY_ID): Promise<string> {
  const path = await context.fs.realPath(join(byId, id)).catch(() => bySequence(context, id));
  if (path === null) throw new Refused(`the disk ${id} is gone`);
  if (!(await context.disks.isBlockDevice(path).catch(() => false))) throw new Refused(`${path} is no block device`);
  return path;
}

/** The first partition in the table that lies on the disk at `path` now, whatever the kernel shows; null without a table. */
export async function tableOf({ disks }: ApplyContext, path: string): Promise<GptPartition | null> {
  const disk = await disks.open(path, "read");
  const start = await disk.read(0, 3 * 4096).finally(() => disk.close());
  return firstGptPartition(start, 512) ?? firstGptPartition(start, 4096);
}

async function bySequence({ fs, plan }: ApplyContext, id: string): Promise<string | null> {
  const wanted = plan.disks.find((disk) => disk.id === id)?.diskSeq ?? null;
  if (wanted === null) return null;
  for (const name of await fs.list("/sys/block")) {
    const seq = await fs.readText(join("/sys/block", name, "diskseq")).catch(() => "");
    if (seq.trim() === String(wanted)) return join("/dev", basename(name));
  }
  return null;
}
