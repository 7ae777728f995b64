import type { ApplyContext } from "../context.ts";
import { mustRun } from "../command.ts";
import { Refused } from "../explain.ts";
import type { Claim } from "./claimChecks.ts";

const NOTHING_FOUND = 2;
const AMBIVALENT = 8;
const LIMIT_MS = 30_000;

/**
 * The same for what lies deeper in the partition's place: a label of btrfs (64 KiB), ZFS (16 KiB) or md (4 KiB) leaves its first block
 * empty. blkid(8) is asked, low-level and at that very place; only what the claim itself makes there may be found.
 * @throws Refused with the types that were found, CommandFailed where blkid cannot say
 */
export async function mustProbeAsCutOff({ run }: Pick<ApplyContext, "run">, path: string, step: Claim): Promise<void> {
  const { id, partition: { startByte, sizeBytes } } = step;
  const { code, stdout } = await mustRun(run, "blkid", ["-p", "-o", "export", "-O", String(startByte), "-S", String(sizeBytes), path], { timeoutMs: LIMIT_MS, accept: [0, NOTHING_FOUND, AMBIVALENT] });
  if (code === NOTHING_FOUND) return;
  const value = (name: string): string | null => new RegExp(`^${name}=(.*)$`, "m").exec(stdout)?.[1] ?? null;
  const type = value("TYPE");
  if (code === AMBIVALENT || type === null || !isOfClaim(step, type, value("UUID"))) {
    throw new Refused({ code: "used-since-by", path, found: code === AMBIVALENT ? "ambivalent" : (type ?? value("PTTYPE") ?? "unknown"), id });
  }
}

/** What a claim makes in its partition: a pool's file system, a mirror's superblock, or DRBD's metadata, whose data may be the other node's. */
function isOfClaim({ filesystemUuid, mirror, pair }: Claim, type: string, uuid: string | null): boolean {
  if (mirror !== undefined) return type === "linux_raid_member" && uuid === mirror.array;
  if (pair !== undefined && type === "drbd") return true;
  return type.startsWith("ext") && uuid === filesystemUuid;
}
