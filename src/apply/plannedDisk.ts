import { basename, join } from "node:path";
import { decodeMarker, MARKER_BYTES, MARKER_OFFSET } from "../marker/index.ts";
import type { DiskMarker } from "../model/facts.ts";
import type { Failure } from "../model/failure.ts";
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
  if (path === null) throw new Refused({ code: "gone", id });
  if (!(await context.disks.isBlockDevice(path).catch(() => false))) throw new Refused({ code: "no-block-device", path });
  return path;
}

/** The name that the marker of the disk `id` of the plan bears: another one where it was claimed behind another controller. */
export function markedName({ plan }: Pick<ApplyContext, "plan">, id: string): string {
  return plan.disks.find((disk) => disk.id === id)?.markedAs ?? id;
}

/** The first partition in the table that lies on the disk at `path` now, whatever the kernel shows; null without a table. */
export async function tableOf({ disks }: ApplyContext, path: string): Promise<GptPartition | null> {
  const disk = await disks.open(path, "read");
  const start = await disk.read(0, 3 * 4096).finally(() => disk.close());
  return firstGptPartition(start, 512) ?? firstGptPartition(start, 4096);
}

/** A disk of ours as it is now: its marker, and the partition in its table. */
export interface OwnDisk {
  path: string;
  marker: DiskMarker;
  wanted: GptPartition;
}

/** What a step takes a disk for. `has`: whether the marker gives it that place. */
export interface Place {
  id: string;
  partitionUuid: string;
  has(marker: DiskMarker): boolean;
  /** Whether the partition is as the marker says; default: by its UUID alone. */
  fits?(partition: GptPartition, marker: DiskMarker): boolean;
  /** What is said where the marker, or the partition, is another one. */
  refusal: { marker(path: string): Failure; partition(path: string): Failure };
}

/**
 * Finds a disk with a place in a mirror or a pair, and reads its marker and table again.
 * @throws Refused where it is gone, or is not the disk that the step means: then nothing may be written to it.
 */
export async function ownDisk(context: ApplyContext, { id, partitionUuid, has, fits = () => true, refusal }: Place, byId = BY_ID): Promise<OwnDisk> {
  const path = await nodeOf(context, id, byId);
  const disk = await context.disks.open(path, "read");
  const block = await disk.read(MARKER_OFFSET, MARKER_BYTES).finally(() => disk.close());
  const found = decodeMarker(block);
  if (found.state !== "good" || found.marker.disk !== markedName(context, id) || !has(found.marker)) throw new Refused(refusal.marker(path));
  const wanted = await tableOf(context, path);
  if (wanted?.uuid !== partitionUuid || !fits(wanted, found.marker)) throw new Refused(refusal.partition(path));
  return { path, marker: found.marker, wanted };
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
