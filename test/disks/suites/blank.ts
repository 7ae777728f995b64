import { attached } from "../attach.ts";
import { contentOf } from "../content.ts";
import { judge } from "../judge.ts";
import { MIB, put, tool, withLoop } from "../look.ts";
import { HUGE_BYTES } from "./creatable/huge.ts";
import { orderly, stopOrderly } from "./orderly.ts";
import type { Case, Suite } from "./suite.ts";

/** Small and large ones, of round sizes and of real disks' (a whole number of blocks, seldom of MiB). */
const DISKS: readonly (readonly [name: string, sizeBytes: number, blockBytes: number])[] = [
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

/** Every disk with every history. */
export const blankCases: readonly Case[] = DISKS.flatMap(([size, sizeBytes, blockBytes]) => HISTORIES.map(([history, make]): Case => ({
  name: `${size}, blocks of ${String(blockBytes)} bytes, ${history}`,
  run: () => orderly(() => withLoop(
    sizeBytes,
    (file) => attached(file, ["--sector-size", String(blockBytes)], (device) => make(device, file, sizeBytes)),
    async ({ path, file }) => {
      const before = await contentOf(file);
      if (before.where !== "") throw new Error(`has data at "${before.where}": it is not blank`);
      const { verdict, reason, evidence } = await judge(path);
      if (verdict !== "claim" || reason !== "blank" || evidence.length === 0) throw new Error(`${verdict} for ${reason}, though it is blank: ${JSON.stringify(evidence)}`);
      if ((await contentOf(file)).digest !== before.digest) throw new Error("its bytes are others after the look");
    },
    ["--sector-size", String(blockBytes)],
  )),
})));

export const blank: Suite = {
  name: "blank",
  claim: `${String(blankCases.length)} blank disks of 256 MiB to 16 TiB are claimed`,
  packages: ["util-linux"],
  cases() {
    stopOrderly();
    return Promise.resolve(blankCases);
  },
};
