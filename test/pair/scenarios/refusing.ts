import { strictEqual } from "node:assert/strict";
import { createHash } from "node:crypto";
import { copyFile, constants, open } from "node:fs/promises";
import { withLink } from "../../../src/apply/pairLink.ts";
import { MARKER_BYTES, MARKER_OFFSET } from "../../../src/marker/index.ts";
import type { DiskMarker } from "../../../src/model/facts.ts";
import { layOutPair } from "../../../src/plan/disks/layout.ts";
import { META_BYTES, metaOffset, parseDrbdMeta } from "../../../src/raid/drbdMeta.ts";
import { changeAt, readAt } from "../../disks/suites/bytes.ts";
import { changeMarker, markerOn } from "../../disks/suites/imageMarker.ts";
import { DISK_BYTES, type Lab, type PairDocument } from "../lab/node.ts";
import { MOUNTED, pairOf, type Scenario, write } from "../scenario.ts";
import { twoRounds, written } from "../untouched.ts";

const { startByte, dataBytes, partitionBytes } = layOutPair(DISK_BYTES, 512);
const MIB = 1_048_576;
const META = startByte + metaOffset(partitionBytes);
/** In DRBD's metadata block, in bytes from its start (src/raid/drbdMeta.ts). */
const AT = { current: 8, bitmap: 16, history: [24, 32], flags: 56 };
const CONSISTENT = 1;

const changeMeta = (file: string, work: (block: Buffer) => void): void => { changeAt(file, META, META_BYTES, work); };

/** What DRBD writes while it is up on a side: its notes, behind the data. */
const DRBD_NOTES = { from: startByte + dataBytes, to: startByte + partitionBytes };

/**
 * A disk, all of it, but for the marker's note that it was brought up: a side waits for the other one before that is heard, and refused. `isUp`: without
 * what DRBD notes itself where it is up, but with the generations, which new metadata would have others of.
 */
async function digest(file: string, isUp: boolean): Promise<string> {
  const hash = createHash("sha256");
  const marker = markerOn(file);
  const { current, bitmap, history } = parseDrbdMeta(readAt(file, META, META_BYTES)) ?? {};
  hash.update(JSON.stringify([marker === null ? null : withLink(marker, false), current, bitmap, history]));
  const disk = await open(file, "r");
  const chunk = Buffer.alloc(MIB);
  for (let at = 0; ; at += MIB) {
    const { bytesRead } = await disk.read(chunk, 0, MIB, at);
    if (bytesRead === 0) break;
    if (at === 0) chunk.fill(0, MARKER_OFFSET, MARKER_OFFSET + MARKER_BYTES);
    // Both ends of its room are whole MiB.
    if (!isUp || at < DRBD_NOTES.from || at >= DRBD_NOTES.to) hash.update(chunk.subarray(0, bytesRead));
  }
  await disk.close();
  return hash.digest("hex");
}

/** What was done to the disks of a pair that was shut down, and the row that both nodes come to. */
const ROWS: { situation: string; spoil(lab: Lab, a: string, b: string): Promise<void> | void; neverUp?: number[] }[] = [
  // New metadata is what must never be made here: this data would count for nothing any more.
  { situation: "no-metadata", neverUp: [1], spoil: (_, __, b) => changeMeta(b, (block) => { block.fill(0); }) },
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

/** Whether DRBD was up on a node's side at any time in this start (drivers/block/drbd/drbd_state.c: what it says). */
const wasUp = async (lab: Lab, index: number): Promise<boolean> => (await lab.guest(index).sh("dmesg | grep -q 'disk( Diskless -> Attaching )'")).code === 0;

/** The pair as it was, one thing done to it, and both nodes started: refused by both, nothing mounted, no byte changed but by DRBD where it was up. */
async function refusedBy(lab: Lab, { situation, spoil, neverUp = [] }: (typeof ROWS)[number]): Promise<void> {
  const files = ["A0", "B0"].map((name) => `${lab.dir}/${name}.img`) as [string, string];
  for (const file of files) await copyFile(`${file}.whole`, file, constants.COPYFILE_FICLONE);
  await spoil(lab, ...files);
  const disks = [0, 1].flatMap((index) => (lab.disks.get(index) ?? []).map(({ file }) => ({ index, file })));
  const before = await Promise.all(disks.map(async ({ file }) => [await digest(file, false), await digest(file, true)]));
  const isRefused = ({ resources }: PairDocument): boolean => resources[0]?.situation === situation && resources[0].state === "refuse";
  await Promise.all([lab.start(0), lab.start(1)]);
  for (const index of [0, 1]) await lab.until(index, situation, isRefused);
  await twoRounds();
  for (const index of [0, 1]) {
    await lab.until(index, `${situation} still`, isRefused, 0);
    await lab.guest(index).must(`! ${MOUNTED} && ! grep -q 'cs:Connected' /proc/drbd`);
  }
  await written(lab, [0, 1]);
  const up = [await wasUp(lab, 0), await wasUp(lab, 1)];
  for (const index of neverUp) strictEqual(up[index], false, `${situation}: DRBD was brought up on node ${index}`);
  await Promise.all([lab.kill(0), lab.kill(1)]);
  for (const [place, { index, file }] of disks.entries()) strictEqual(await digest(file, up[index] ?? false), before[place]?.[up[index] ? 1 : 0], `${situation}: something was written on ${file}`);
}

export const refusing: Scenario[] = [{
  name: "disks changed meanwhile", whole: 0, claim: `${ROWS.map(({ situation }) => `\`${situation}\``).join(", ")}: refused by both nodes, nothing connected, no byte changed`,
  run: async (lab) => {
    await pairOf(lab);
    await write(lab, 0, 10);
    strictEqual((await lab.document(0))?.resources[0]?.state, "resume");
    // That it is seen where it is so.
    for (const index of [0, 1]) strictEqual(await wasUp(lab, index), true);
    await lab.shutDown(0);
    await lab.shutDown(1);
    for (const name of ["A0", "B0"]) await copyFile(`${lab.dir}/${name}.img`, `${lab.dir}/${name}.img.whole`, constants.COPYFILE_FICLONE);
    for (const row of ROWS) await refusedBy(lab, row);
  },
}];
