import { decodeMarker, MARKER_BYTES, MARKER_OFFSET } from "../../marker/index.ts";
import type { DiskMarker } from "../../model/facts.ts";
import type { Action, ClaimedDisk, Phase } from "../../model/step.ts";
import { Refused } from "../explain.ts";
import type { OpenDisk } from "../blockDevice.ts";
import type { ApplyContext } from "../context.ts";
import { diskIdentity } from "../partition.ts";
import { BY_ID, nodeOf } from "../plannedDisk.ts";
import { mustBeCutOff, RECHECK_BYTES } from "./resumeCheck.ts";

export type Claim = ClaimedDisk & { action?: Action; phase?: Phase };

/**
 * The device node of the disk that the step means.
 * @throws Refused where it is gone, is no block device, or differs in size or appearance from what was looked at.
 */
export async function findDisk(context: ApplyContext, step: Claim, byId = BY_ID): Promise<string> {
  const path = await nodeOf(context, step.id, byId);
  await mustBeSame(context.fs, path, step);
  return path;
}

/**
 * Does `work` with the disk held open, checked once more: while it is open, the kernel gives its name to no other
 * disk, so that programs which are told a path find the disk that was meant. @throws Refused where it is not that disk.
 */
export async function pinned<T>({ fs, disks }: ApplyContext, path: string, step: Claim, work: () => Promise<T>): Promise<T> {
  const pin = await disks.open(path, "read");
  try {
    await mustBeSame(fs, path, step);
    return await work();
  } finally {
    await pin.close();
  }
}

/** @throws Refused where the disk at `path` differs in size or appearance from what was looked at. */
export async function mustBeSame(fs: ApplyContext["fs"], path: string, step: Pick<Claim, "sizeBytes" | "diskSeq">): Promise<void> {
  const now = await diskIdentity(fs, path);
  if (now.sizeBytes !== step.sizeBytes) throw new Refused({ code: "size-changed", path, sizeBytes: now.sizeBytes, expectedBytes: step.sizeBytes });
  if (step.diskSeq !== null && now.diskSeq !== step.diskSeq) throw new Refused({ code: "other-disk", path, field: "diskSeq", now: String(now.diskSeq), expected: String(step.diskSeq) });
}

/**
 * What the disk must hold at the moment of the first write.
 * A new claim: zeros at both ends, the place of the marker among them (`blank`), or there the free marker of this very
 * disk (`freed`). A resumed one (`resume`): our own marker of an unfinished claim of this very disk, and nothing of anybody else. `done`: this claim has
 * already been finished.
 * @throws Refused with the offset of the first byte that is not zero, or with what the marker says.
 */
export async function checkContent(disk: OpenDisk, path: string, step: Claim): Promise<"blank" | "freed" | "resume" | "done"> {
  const read = decodeMarker(await disk.read(MARKER_OFFSET, MARKER_BYTES));
  if (read.state === "good" && isThisClaim(read.marker, step)) {
    if (read.marker.state === "ready") return "done";
    if (step.resume) {
      await mustBeCutOff(disk, path, step);
      return "resume";
    }
    throw new Refused({ code: "claim-marker-new", path });
  }
  if (step.resume) throw new Refused({ code: "claim-marker-lost", path });
  const end = Math.min(RECHECK_BYTES, step.sizeBytes);
  const freed = read.state === "free" && read.marker.state === "free" && read.marker.disk === step.id && read.marker.sizeBytes === step.sizeBytes;
  await mustBeZero(disk, path, 0, freed ? MARKER_OFFSET : end);
  if (freed) await mustBeZero(disk, path, MARKER_OFFSET + MARKER_BYTES, end);
  await mustBeZero(disk, path, Math.max(end, step.sizeBytes - RECHECK_BYTES), step.sizeBytes);
  return freed ? "freed" : "blank";
}

export function isThisClaim(marker: DiskMarker, step: Claim): boolean {
  return marker.site === step.site && marker.disk === step.id && marker.sizeBytes === step.sizeBytes && marker.pool === step.pool
    && marker.partitionUuid === step.partitionUuid && marker.filesystemUuid === step.filesystemUuid
    && marker.pair?.uuid === step.pair?.uuid && marker.pair?.side === step.pair?.side && marker.pair?.partitionBytes === step.pair?.partitionBytes
    && marker.mirror?.array === step.mirror?.array && marker.mirror?.slot === step.mirror?.slot && marker.mirror?.partitionBytes === step.mirror?.partitionBytes;
}

async function mustBeZero(disk: OpenDisk, path: string, from: number, to: number): Promise<void> {
  const chunk = 1024 * 1024;
  const zeros = Buffer.alloc(chunk);
  for (let offset = from; offset < to; offset += chunk) {
    const bytes = await disk.read(offset, Math.min(chunk, to - offset));
    if (zeros.compare(bytes, 0, bytes.length, 0, bytes.length) === 0) continue;
    throw new Refused({ code: "not-blank", path, offset: offset + bytes.findIndex((byte) => byte !== 0) });
  }
}
