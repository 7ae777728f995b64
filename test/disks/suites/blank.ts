import { statSync } from "node:fs";
import { contentOf } from "../content.ts";
import { judge } from "../judge.ts";
import { MIB, put, tool } from "../look.ts";
import { withBed } from "./bed.ts";
import { HUGE_BYTES } from "./creatable/huge.ts";
import { mustBecomeOurs } from "./ending.ts";
import { orderly, stopOrderly } from "./orderly.ts";
import { lookAt, planOf } from "./start.ts";
import type { Case, Suite } from "./suite.ts";

/** Small and large ones, of round sizes and of real disks' (a whole number of blocks, seldom of MiB). */
const DISKS: readonly (readonly [name: string, sizeBytes: number, sectorBytes: number])[] = [
  ["256 MiB", 256 * MIB, 512],
  ["256 MiB and one block", 256 * MIB + 512, 512],
  ["300 MB", 300_000_256, 512],
  ["1 GiB", 1024 * MIB, 4096],
  ["1 GiB and three blocks", 1024 * MIB + 3 * 4096, 4096],
  ["8 GB", 8_000_000_000, 512],
  ["500 GB", 500_107_862_016, 512],
  ["1 TB", 1_000_204_886_016, 4096],
  ["4 TB", 4_000_787_030_016, 4096],
  ["16 TiB", HUGE_BYTES, 512],
];

const WRITTEN = 2 * MIB;
/** Start, middle and end: all of a disk of terabytes would take hours. */
const placesOf = (sizeBytes: number): number[] => [0, Math.floor(sizeBytes / 2 / MIB) * MIB, sizeBytes - WRITTEN];
const write = async (path: string, sizeBytes: number, value: number): Promise<void> => {
  for (const offset of placesOf(sizeBytes)) await put(path, offset, Buffer.alloc(WRITTEN, value));
};

/** How a disk came to read zero everywhere. `device` is the loop device, `file` what lies behind it. */
const HISTORIES: readonly (readonly [name: string, make: (device: string, file: string, sizeBytes: number) => Promise<unknown>])[] = [
  ["never written", () => Promise.resolve()],
  ["zeros written", (device, _file, size) => write(device, size, 0)],
  ["used, then overwritten with zeros", async (device, _file, size) => { await write(device, size, 0xa5); await write(device, size, 0); }],
  ["used, then discarded", async (device, _file, size) => { await write(device, size, 0xa5); await tool("blkdiscard", device); }],
  ["used, then discarded underneath", async (device, file, size) => {
    await write(device, size, 0xa5);
    await tool("blockdev", "--flushbufs", device);
    await tool("fallocate", "--punch-hole", "--offset", "0", "--length", String(size), file);
  }],
];

/** The disk whose claim took the most room behind its loop device, and the one that took longest: the suite's line tells of them. */
const most = { room: { mib: 0, of: "" }, time: { seconds: 0, of: "" } };

/** Every disk with every history. */
export const blankCases: readonly Case[] = DISKS.flatMap(([size, sizeBytes, sectorBytes]) => HISTORIES.map(([history, make]): Case => ({
  name: `${size}, blocks of ${String(sectorBytes)} bytes, ${history}`,
  run: () => orderly(() => withBed({ sizeBytes, sectorBytes }, async (bed) => {
    await make(bed.path, bed.image, sizeBytes);
    await bed.restart();
    const before = await contentOf(bed.image);
    if (before.where !== "") throw new Error(`has data at "${before.where}": it is not blank`);
    // As in a start, in which a disk has five seconds.
    const { verdict, reason, evidence } = await judge(bed.path);
    if (verdict !== "claim" || reason !== "blank" || evidence.length === 0) throw new Error(`${verdict} for ${reason}, though it is blank: ${JSON.stringify(evidence)}`);
    const begun = performance.now();
    const plan = planOf(await lookAt(bed.place));
    if ((await contentOf(bed.image)).digest !== before.digest) throw new Error("its bytes are others after the looks");
    await mustBecomeOurs(bed, plan);
    noteMost(size, (performance.now() - begun) / 1000, statSync(bed.image).blocks * 512 / MIB);
  })),
})));

function noteMost(of: string, seconds: number, mib: number): void {
  if (seconds > most.time.seconds) most.time = { seconds, of };
  if (mib > most.room.mib) most.room = { mib, of };
}

export const blank: Suite = {
  name: "blank",
  claim: `${String(blankCases.length)} blank disks of 256 MiB to 16 TiB are claimed, and their pools mounted`,
  packages: ["fdisk", "e2fsprogs", "mount", "util-linux"],
  cases() {
    stopOrderly();
    return Promise.resolve(blankCases);
  },
  note: () => (most.time.of === "" ? "" : `look, claim, mount and checks took at most ${most.time.seconds.toFixed(1)} s (${most.time.of}) and ${most.room.mib.toFixed(0)} MiB (${most.room.of})`),
};
