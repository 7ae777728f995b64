import { writeSync } from "node:fs";
import { join } from "node:path";
import { hostDisks, type Disks } from "../../../src/apply/blockDevice.ts";
import type { Run } from "../../../src/model/ports.ts";
import { run } from "../../../src/ports/run.ts";
import { makeImage, withBed, type Bed } from "./bed.ts";
import { attach, NameTaken, tool } from "./devices.ts";
import { digestOf, randomBytes } from "./bytes.ts";
import { applyTo, lookAt, planOf } from "./start.ts";
import type { Case } from "./suite.ts";

/** Calls of the claim right before which the disk goes and another one is plugged in: `open 1` is the first it opens. */
export const LAST_MOMENTS = ["open 1", "open 2", "open 3", "open 4", "sfdisk", "mke2fs"] as const;

/**
 * The disk is pulled out while it is being claimed, and another one plugged in, which has data only where a claim does
 * not look. The other disk must stay as it is, whether or not the kernel can give it the name of the first.
 */
export function lastMomentCase(moment: (typeof LAST_MOMENTS)[number]): Case {
  return {
    name: `another disk in its place right before ${moment}`,
    run: () => withBed({}, async (bed) => {
      const other = join(bed.dir, "other.img");
      makeImage(other, bed.sizeBytes, (fd) => { writeSync(fd, randomBytes(3, 65_536), 0, 65_536, bed.sizeBytes / 2); });
      const before = digestOf(other);
      const plan = planOf(await lookAt(bed.place));
      let opened = 0;
      let reached = false;
      const exchange = async (now: string): Promise<void> => {
        if (now !== moment || reached) return;
        reached = true;
        await plugOver(bed, other);
      };
      const disks: Disks = { ...hostDisks, open: async (path, how) => {
        await exchange(`open ${String((opened += 1))}`);
        return hostDisks.open(path, how);
      } };
      const over: Run = async (program, args, options) => {
        await exchange(program);
        return run(program, args, options);
      };
      await applyTo(bed.place, plan, { disks, run: over });
      if (!reached) throw new Error(`a claim has no ${moment}`);
      if (digestOf(other) !== before) throw new Error("the other disk was written to");
    }),
  };
}

/** Pulls the disk and plugs the other one in under its name, if the kernel lets it: a name in use is given to nobody. */
async function plugOver(bed: Bed, other: string): Promise<void> {
  await tool("losetup", "--detach", bed.path);
  await attach(other, bed.sectorBytes, bed.path).catch((error: unknown) => {
    if (!(error instanceof NameTaken)) throw error;
  });
}
