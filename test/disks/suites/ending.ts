import type { Plan, PlannedDisk } from "../../../src/model/plan.ts";
import type { Bed } from "./bed.ts";
import { markerOn } from "./imageMarker.ts";
import { applyTo, lookAt, planOf } from "./start.ts";
import { mustNotLookWhole, notMounted, notWhole } from "./whole.ts";

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
  const { verdict, reason, remedy } = diskOf(bed, plan);
  if (verdict !== "refuse") {
    await mustBecomeOurs(bed, plan);
    return "claimed";
  }
  const before = bed.digest();
  await applyTo(bed.place, plan);
  bed.checkNeighbour();
  if (remedy === null) throw new Error(`refused (${reason}) without a remedy`);
  if (bed.digest() !== before) throw new Error(`refused (${reason}), but written to`);
  return `refused (${reason})`;
}

/**
 * Applies a plan that claims the bed's disk or has it as ours. It is not mounted any more afterwards: a mounted file system is not to be checked.
 * @throws Error with a sentence unless the disk is ours and whole then, and its pool was mounted from its own partition.
 */
export async function mustBecomeOurs(bed: Bed, plan: Plan): Promise<void> {
  const { verdict, reason } = diskOf(bed, plan);
  const failed = (await applyTo(bed.place, plan)).find(({ result }) => result === "failed" || result === "skipped");
  bed.checkNeighbour();
  if (verdict !== "claim" && verdict !== "own") throw new Error(`the verdict is ${verdict} (${reason})`);
  if (failed !== undefined) throw new Error(`${verdict} (${reason}), then ${failed.action}: ${failed.error ?? failed.result}`);
  const elsewhere = notMounted(bed);
  if (elsewhere !== null) throw new Error(`claimed, but ${elsewhere}`);
  await bed.unmount();
  const marker = markerOn(bed.image);
  if (marker?.state !== "ready") throw new Error(`claimed, but the marker says ${marker?.state ?? "nothing"}`);
  const fault = await notWhole(bed, marker);
  if (fault !== null) throw new Error(`claimed, but ${fault}`);
}

function diskOf({ path }: Bed, plan: Plan): PlannedDisk {
  const disk = plan.disks.find((planned) => planned.path === path);
  if (disk === undefined) throw new Error("the plan does not know the disk");
  return disk;
}
