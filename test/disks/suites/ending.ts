import { readFileSync } from "node:fs";
import type { Bed } from "./bed.ts";
import { markerOn } from "./imageMarker.ts";
import { applyTo, lookAt, planOf } from "./start.ts";
import { mustNotLookWhole, notWhole } from "./whole.ts";

/** How the start after an interruption ended. `claimed`: ours and whole. `refused` and why: untouched, and a person is told what to do. */
export type Ending = "claimed" | `refused (${string})`;

/**
 * The machine starts again after an interruption: looks, plans, applies, all by the real code.
 * `wasInUse`: the claim was over and e2fsck or ext4 at work, whose own writes may lie half done until e2fsck runs again.
 * @throws Error with a sentence where it ends in any way but the two good ones.
 */
export async function startAgain(bed: Bed, { wasInUse = false } = {}): Promise<Ending> {
  await bed.unmount();
  if (!wasInUse) await mustNotLookWhole(bed);
  await bed.restart();
  const plan = planOf(await lookAt(bed.place));
  const disk = plan.disks.find(({ path }) => path === bed.path);
  if (disk === undefined) throw new Error("the plan does not know the disk");
  const before = disk.verdict === "refuse" ? bed.digest() : null;
  const failed = (await applyTo(bed.place, plan)).find(({ result }) => result === "failed" || result === "skipped");
  bed.checkNeighbour();
  if (disk.verdict === "refuse") {
    if (disk.remedy === null) throw new Error(`refused (${disk.reason}) without a remedy`);
    if (bed.digest() !== before) throw new Error(`refused (${disk.reason}), but written to`);
    return `refused (${disk.reason})`;
  }
  if (disk.verdict !== "claim" && disk.verdict !== "own") throw new Error(`the verdict is ${disk.verdict} (${disk.reason})`);
  if (failed !== undefined) throw new Error(`${disk.verdict} (${disk.reason}), then ${failed.action}: ${failed.error ?? failed.result}`);
  if (!readFileSync("/proc/self/mountinfo", "utf8").includes(` ${bed.mountPoint} `)) throw new Error("the pool is not mounted");
  // A mounted file system is not to be checked.
  await bed.unmount();
  const marker = markerOn(bed.image);
  if (marker?.state !== "ready") throw new Error(`claimed, but the marker says ${marker?.state ?? "nothing"}`);
  const fault = await notWhole(bed, marker);
  if (fault !== null) throw new Error(`claimed, but ${fault}`);
  return "claimed";
}
