import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { createHash } from "node:crypto";
import { copyFile, constants, open } from "node:fs/promises";
import { withLink } from "../../../src/apply/pairLink.ts";
import { MARKER_BYTES, MARKER_OFFSET } from "../../../src/marker/index.ts";
import type { DiskMarker } from "../../../src/model/facts.ts";
import { layOutPair } from "../../../src/plan/disks/layout.ts";
import { metaOffset } from "../../../src/raid/drbdMeta.ts";
import { changeAt } from "../../disks/suites/bytes.ts";
import { changeMarker, markerOn } from "../../disks/suites/imageMarker.ts";
import { DISK_BYTES, type Lab } from "../lab/node.ts";
import { MOUNTED, pairOf, type Scenario, write } from "../scenario.ts";

const { startByte, dataBytes, partitionBytes } = layOutPair(DISK_BYTES, 512);
const META = startByte + metaOffset(partitionBytes);
/** In DRBD's metadata block, in bytes from its start (src/raid/drbdMeta.ts). */
const AT = { current: 8, bitmap: 16, history: [24, 32], flags: 56 };
const CONSISTENT = 1;

const changeMeta = (file: string, work: (block: Buffer) => void): void => { changeAt(file, META, 4096, work); };

/** Everything but DRBD's own notes, and but the marker's that it was brought up: a side waits for the other one before that is heard, and refused. */
async function digest(file: string): Promise<string> {
  const hash = createHash("sha256");
  const marker = markerOn(file);
  hash.update(JSON.stringify(marker === null ? null : withLink(marker, false)));
  const disk = await open(file, "r");
  const chunk = Buffer.alloc(16 * 1_048_576);
  for (let at = 0; at < startByte + dataBytes; at += chunk.length) {
    const { bytesRead } = await disk.read(chunk, 0, Math.min(chunk.length, startByte + dataBytes - at), at);
    if (at === 0) chunk.fill(0, MARKER_OFFSET, MARKER_OFFSET + MARKER_BYTES);
    hash.update(chunk.subarray(0, bytesRead));
  }
  await disk.close();
  return hash.digest("hex");
}

/** What was done to the disks of a pair that was shut down, and the row that both nodes come to. */
const ROWS: { situation: string; spoil(lab: Lab, a: string, b: string): Promise<void> | void }[] = [
  { situation: "no-metadata", spoil: (_, __, b) => changeMeta(b, (block) => { block.fill(0); }) },
  {
    situation: "unrelated",
    spoil: (_, __, b) => changeMeta(b, (block) => {
      block.write("1122334455667788", AT.current, "hex");
      for (const at of [AT.bitmap, ...AT.history]) block.fill(0, at, at + 8);
    }),
  },
  { situation: "other-resource", spoil: (_, __, b) => changeMarker(b, (marker) => ({ ...marker, pair: { ...(marker.pair as NonNullable<DiskMarker["pair"]>), uuid: "55555555-5555-4555-8555-555555555555" } })) },
  { situation: "both-partial", spoil: (_, ...both) => { for (const file of both) changeMeta(file, (block) => { block.writeUInt32BE(block.readUInt32BE(AT.flags) & ~CONSISTENT, AT.flags); }); } },
  {
    // A copy of a disk, made to look like one of its own: two claim one place.
    situation: "refused-side",
    spoil: async (lab, _, b) => {
      const { file } = await lab.addDisk(1, "B1");
      await copyFile(b, file, constants.COPYFILE_FICLONE);
      changeMarker(file, (marker) => ({ ...marker, disk: "virtio-B1" }));
    },
  },
];

/** The pair as it was, one thing done to it, and both nodes started: refused by both, nothing mounted, no byte of data changed. */
async function refusedBy(lab: Lab, { situation, spoil }: (typeof ROWS)[number]): Promise<void> {
  const files = ["A0", "B0"].map((name) => `${lab.dir}/${name}.img`) as [string, string];
  for (const file of files) await copyFile(`${file}.whole`, file, constants.COPYFILE_FICLONE);
  await spoil(lab, ...files);
  const before = await Promise.all(files.map(digest));
  await Promise.all([lab.start(0), lab.start(1)]);
  for (const index of [0, 1]) {
    await lab.until(index, situation, ({ resources }) => resources[0]?.situation === situation && resources[0].state === "refuse");
    await lab.guest(index).must(`! ${MOUNTED} && ! grep -q 'cs:Connected' /proc/drbd`);
  }
  await Promise.all([lab.kill(0), lab.kill(1)]);
  deepStrictEqual(await Promise.all(files.map(digest)), before, `${situation}: something was written`);
}

export const refusing: Scenario[] = [{
  name: "disks changed meanwhile", whole: 0, claim: `${ROWS.map(({ situation }) => `\`${situation}\``).join(", ")}: refused by both nodes, nothing connected, no byte of data changed`,
  run: async (lab) => {
    await pairOf(lab);
    await write(lab, 0, 10);
    strictEqual((await lab.document(0))?.resources[0]?.state, "resume");
    await lab.shutDown(0);
    await lab.shutDown(1);
    for (const name of ["A0", "B0"]) await copyFile(`${lab.dir}/${name}.img`, `${lab.dir}/${name}.img.whole`, constants.COPYFILE_FICLONE);
    for (const row of ROWS) await refusedBy(lab, row);
  },
}];
