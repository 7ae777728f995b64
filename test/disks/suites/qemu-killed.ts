import { setTimeout as sleep } from "node:timers/promises";
import { MARKER_OFFSET } from "../../../src/marker/index.ts";
import { layOut } from "../../../src/plan/disks/layout.ts";
import { makeBlankDisk } from "../../../src/qemu/disk-file.ts";
import { DEFAULT_LINE, DEFAULT_NIC } from "../../../src/qemu/options.ts";
import { Bench, BOOT_MS, Host } from "../../vm/support/host.ts";
import { makeForeign, withBed, type Bed } from "./bed.ts";
import { digestOf, readAt } from "./bytes.ts";
import { startAgain } from "./ending.ts";
import type { Case, Suite } from "./suite.ts";
import { Tally } from "./tally.ts";
import { markerOn } from "./imageMarker.ts";

const KILLS = 20;
/** Between two moments: where the machine is translated, a claim takes 2 to 4 s. */
const APART_MS = 150;
const SIZE = 1024 ** 3;
const SERIAL = "ramvisor-kill-0";
const FOREIGN = "ramvisor-kill-1";
const tally = new Tally();

/**
 * A whole machine that is cut off some time after the first byte of its claim is on the disk. Beside that disk it has somebody's of
 * the same size, by turns before and behind it, so that neither the size nor the place among the disks tells them apart.
 */
function killCase(index: number): Case {
  return {
    name: `${String(index * APART_MS)} ms after the first marker`,
    run: async () => {
      const bench = new Bench();
      try {
        await bench.open();
        const file = await makeBlankDisk(bench.path("disk.img"), SIZE);
        const foreign = bench.path("foreign.img");
        const before = makeForeign(foreign, SIZE);
        const disks = [{ file, format: "raw" as const, serial: SERIAL }, { file: foreign, format: "raw" as const, serial: FOREIGN }];
        const host = await Host.boot(bench, { line: DEFAULT_LINE, macs: [DEFAULT_NIC], disks: index % 2 === 0 ? disks : disks.toReversed() });
        await firstMarker(file);
        await sleep(index * APART_MS);
        await host.stop();
        if (digestOf(foreign) !== before) throw new Error("the disk beside it was written to");
        await withBed({ sizeBytes: SIZE, used: { file, id: `virtio-${SERIAL}` } }, async (bed) => {
          const found = markerOn(bed.image)?.state ?? "no marker";
          const wasInUse = everMounted(bed);
          tally.add(`${found}${wasInUse ? " and mounted" : ""} -> ${await startAgain(bed, { wasInUse })}`);
        });
      } finally {
        await bench.close();
      }
    },
  };
}

async function firstMarker(file: string): Promise<void> {
  for (let waited = 0; waited < BOOT_MS; waited += 10) {
    if (readAt(file, MARKER_OFFSET, 8).toString("latin1") === "RAMVISOR") return;
    await sleep(10);
  }
  throw new Error("no claim began");
}

/** ext4 notes the time of its last mount (s_mtime, 0x2c of the superblock): from then on its journal is part of it. */
function everMounted({ image, sizeBytes, sectorBytes }: Bed): boolean {
  return readAt(image, layOut(sizeBytes, sectorBytes).startByte + 1024 + 0x2c, 4).readUInt32LE(0) !== 0;
}

export const qemuKilled: Suite = {
  name: "qemu-killed",
  claim: "a whole machine killed during its claim leaves a disk that the next start claims and makes whole, or refuses with a remedy, and the disk beside it as it was",
  packages: ["qemu-system-x86", "openssh-client", "fdisk", "e2fsprogs", "mount", "util-linux"],
  cases: () => Promise.resolve(Array.from({ length: KILLS }, (_, index) => killCase(index))),
  note: () => tally.text(),
};
