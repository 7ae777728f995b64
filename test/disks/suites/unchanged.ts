import { closeSync, fsyncSync, openSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { MARKER_OFFSET } from "../../../src/marker/index.ts";
import { withBed, type Bed } from "./bed.ts";
import { sectorsWritten, tool } from "./devices.ts";
import { randomBytes } from "./bytes.ts";
import { startAgain } from "./ending.ts";
import { beginClaim } from "./swapped.ts";
import { applyTo, lookAt, planOf } from "./start.ts";
import type { Case, Suite } from "./suite.ts";

/** What lies on a disk, and how far a start may go without a right to write: a look, or all of it. */
interface Scene {
  name: string;
  goes: "look" | "apply";
  prepare(bed: Bed): Promise<unknown>;
}

const table = (label: string) => (bed: Bed): Promise<string> => tool("sh", "-c", `echo 'label: ${label}' | sfdisk --quiet ${bed.path}`);
const written = (write: (bed: Bed) => void) => (bed: Bed): Promise<void> => Promise.resolve(write(bed));

export const SCENES: readonly Scene[] = [
  { name: "a blank disk", goes: "look", prepare: () => Promise.resolve() },
  { name: "a disk whose claim was begun", goes: "look", prepare: written(beginClaim) },
  { name: "a disk of ours before its mount", goes: "look", prepare: startAgain },
  { name: "a disk with a GPT", goes: "apply", prepare: table("gpt") },
  { name: "a disk with an MBR", goes: "apply", prepare: table("dos") },
  { name: "a disk with ext4", goes: "apply", prepare: (bed) => tool("mke2fs", "-q", "-F", "-t", "ext4", bed.path) },
  { name: "a disk with FAT", goes: "apply", prepare: (bed) => tool("mkfs.vfat", "-I", bed.path) },
  { name: "a disk with swap", goes: "apply", prepare: (bed) => tool("mkswap", bed.path) },
  { name: "a disk with data", goes: "apply", prepare: written((bed) => { bed.write(30_000_000, randomBytes(1, 4096)); }) },
  { name: "a disk with a damaged marker", goes: "apply", prepare: written((bed) => { beginClaim(bed); bed.write(MARKER_OFFSET + 100, Buffer.from([0])); }) },
  { name: "a disk of ours, mounted", goes: "apply", prepare: mounted },
];

/** Claimed and mounted, with nothing left that the kernel itself would write in the background. */
async function mounted(bed: Bed): Promise<void> {
  await applyTo(bed.place, planOf(await lookAt(bed.place)));
  await tool("mount", "-o", "remount,noinit_itable", bed.mountPoint);
  await tool("sync", "-f", bed.mountPoint);
  for (let before = -1, now = sectorsWritten(bed.path); before !== now; before = now, now = sectorsWritten(bed.path)) await sleep(500);
}

/** What was written into the kernel's cache alone counts as well. The flush itself writes no sector. */
function flush(bed: Bed): void {
  const fd = openSync(bed.path, "r");
  fsyncSync(fd);
  closeSync(fd);
}

export function unchangedCase({ name, goes, prepare }: Scene, sectorBytes: number): Case {
  return {
    name: `${name}, blocks of ${String(sectorBytes)}`,
    run: () => withBed({ sectorBytes }, async (bed) => {
      await prepare(bed);
      flush(bed);
      const before = { sectors: sectorsWritten(bed.path), digest: bed.digest() };
      for (const round of ["first", "second"]) {
        const plan = planOf(await lookAt(bed.place));
        const outcomes = goes === "apply" ? await applyTo(bed.place, plan) : [];
        flush(bed);
        const wrong = outcomes.find(({ result }) => result !== "unchanged");
        if (wrong !== undefined) throw new Error(`the ${round} time ${wrong.action} is ${wrong.result}: ${wrong.error ?? ""}`);
        const sectors = sectorsWritten(bed.path) - before.sectors;
        if (sectors !== 0 || bed.digest() !== before.digest) throw new Error(`the ${round} time the disk was written to (${String(sectors)} sectors)`);
        bed.checkNeighbour();
      }
    }),
  };
}

export const unchanged: Suite = {
  name: "unchanged",
  claim: "a look at any disk, and a whole run where all is right or refused, writes nothing, by the block layer's own count",
  packages: ["fdisk", "e2fsprogs", "dosfstools", "mount", "util-linux"],
  cases: () => Promise.resolve([512, 4096].flatMap((sectorBytes) => SCENES.map((scene) => unchangedCase(scene, sectorBytes)))),
};
