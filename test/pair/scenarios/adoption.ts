import { ok, strictEqual } from "node:assert/strict";
import { crc32 } from "node:zlib";
import { layOutPair } from "../../../src/plan/disks/layout.ts";
import { JUST_CREATED, META_BYTES, metaOffset, parseDrbdMeta } from "../../../src/raid/drbdMeta.ts";
import { readAt } from "../../disks/suites/bytes.ts";
import { markerOn } from "../../disks/suites/imageMarker.ts";
import { DISK_BYTES, DISKS, type Lab } from "../lab/node.ts";
import { pause } from "../scenario.ts";

/** Emulated beside others, a stage may take minutes. */
const LONGEST_MS = 300_000;
const { startByte, partitionBytes } = layOutPair(DISK_BYTES, 512);
/** The copy of the partition table at the end of a disk is the first thing that is written (src/apply/gptGrow.ts). */
const TABLE_BYTES = 33 * 512;

/** What the pool's way to a pair's side has left on a disk's image so far (src/apply/actions/pairAdopt.ts). */
interface Reached {
  table: number;
  generation: string | null;
  role: string | null;
}

function reachedOn(image: string): Reached {
  return {
    table: crc32(readAt(image, DISK_BYTES - TABLE_BYTES, TABLE_BYTES)),
    generation: parseDrbdMeta(readAt(image, startByte + metaOffset(partitionBytes), META_BYTES))?.current ?? null,
    role: markerOn(image)?.role ?? null,
  };
}

/** Each write that counts, in their order: how it is told that it has come since the power failed last. */
const WRITES: { what: string; isThere(now: Reached, before: Reached): boolean }[] = [
  { what: "the grown partition", isThere: (now, before) => now.table !== before.table },
  { what: "new metadata", isThere: (now, before) => now.generation !== before.generation },
  { what: "its generation", isThere: (now, before) => now.generation !== before.generation && now.generation !== JUST_CREATED },
  { what: "the marker", isThere: ({ role }) => role === "pair" },
];

/** The power fails as soon as each of the writes has reached the disk: the first ones fall between begin and end, and after the last it is a pair's side. */
export async function cutsWhileAdopted(lab: Lab, image: string): Promise<void> {
  const untouched = reachedOn(image);
  const left: Reached[] = [];
  for (const { what, isThere } of WRITES) {
    const before = reachedOn(image);
    await lab.look(0);
    await lab.guest(0).must(`setsid sh -c '${DISKS}' < /dev/null > /dev/null 2>&1 &`);
    for (const end = Date.now() + LONGEST_MS; !isThere(reachedOn(image), before); await pause(2)) {
      if (Date.now() > end) throw new Error(`${what} does not come: ${JSON.stringify(reachedOn(image))}`);
    }
    await lab.kill(0);
    left.push(reachedOn(image));
  }
  const between = left.filter(({ table, role }) => table !== untouched.table && role === "pool");
  ok(between.length > 0, `no power cut fell between begin and end: ${JSON.stringify(left)}`);
  strictEqual(left.at(-1)?.role, "pair");
}
