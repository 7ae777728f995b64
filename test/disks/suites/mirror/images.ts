import { statSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { DiskMarker, RaidMember } from "../../../../src/model/facts.ts";
import { PARTITION_START, parseSuperblock, SUPERBLOCK_BYTES, SUPERBLOCK_OFFSET } from "../../../../src/raid/superblock.ts";
import { BOOT_MS } from "../../../vm/support/host.ts";
import { readAt } from "../bytes.ts";
import { markerOn } from "../imageMarker.ts";

/** What lies on the image of a mirror's disk, seen from outside while a machine writes to it. */

const SUPERBLOCK_AT = PARTITION_START + SUPERBLOCK_OFFSET;
/** struct mdp_superblock_1, in sectors of 512 bytes: the length of the data that all members have, and where it begins on this one. */
const [SIZE_FIELD, DATA_OFFSET_FIELD] = [80, 128];
const CHUNK = 4 * 1024 ** 2;
const POLL_MS = 2;

export function markerState(file: string): DiskMarker["state"] | null {
  return markerOn(file)?.state ?? null;
}

export const hasTable = (file: string): boolean => readAt(file, 512, 8).toString("latin1") === "EFI PART";

export const superblockOf = (file: string): RaidMember | null => parseSuperblock(readAt(file, SUPERBLOCK_AT, SUPERBLOCK_BYTES));

/** How much of a sparse image was ever written to: a rebuild writes all of it, zeros too. */
export const writtenBytes = (file: string): number => statSync(file).blocks * 512;

/** The array's data on this image. */
export function dataOf(file: string): { start: number; length: number } {
  const block = readAt(file, SUPERBLOCK_AT, SUPERBLOCK_BYTES);
  return { start: PARTITION_START + Number(block.readBigUInt64LE(DATA_OFFSET_FIELD)) * 512, length: Number(block.readBigUInt64LE(SIZE_FIELD)) * 512 };
}

/** Where the two copies first differ, in bytes of the array; null where they are one and the same. Nothing may write meanwhile. */
export function differenceOf(one: string, other: string): number | null {
  const [first, second] = [dataOf(one), dataOf(other)];
  if (first.length === 0 || first.length !== second.length) throw new Error(`the two copies have ${String(first.length)} and ${String(second.length)} bytes`);
  for (let at = 0; at < first.length; at += CHUNK) {
    const length = Math.min(CHUNK, first.length - at);
    if (!readAt(one, first.start + at, length).equals(readAt(other, second.start + at, length))) return at;
  }
  return null;
}

/** Waits until something can be seen on an image. */
export async function until(what: string, seen: () => boolean): Promise<void> {
  for (const end = Date.now() + BOOT_MS; !seen(); await sleep(POLL_MS)) {
    if (Date.now() > end) throw new Error(`never seen: ${what}`);
  }
}
