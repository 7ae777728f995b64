import { doesNotMatch, match, notStrictEqual, strictEqual } from "node:assert/strict";
import { open } from "node:fs/promises";
import type { Situation } from "../../src/model/plan.ts";
import { firstDifference, type Region } from "./lab/compare.ts";
import type { Qemu } from "./lab/qemu.ts";
import type { Lab } from "./lab/node.ts";

/** One row of the decision table, or one way to die, with real DRBD. Rejects with one sentence where the product did wrong. */
export interface Scenario {
  name: string;
  /** What it shows, as the table in README says it. */
  claim: string;
  nodes?: number;
  /** How many mirrors are whole at its end, default one: their sides are compared then. */
  whole?: number;
  run(lab: Lab): Promise<void>;
}

export const POOL = "/var/lib/ramvisor/pools/default";
const FILE = `${POOL}/written`;

export const MOUNTED = `grep -q ' ${POOL} ' /proc/mounts`;
export const IN_STEP = "grep -q 'cs:Connected .*ds:UpToDate/UpToDate' /proc/drbd";
/** Whether the other side was there before, or has not been heard yet. */
export const APART = "grep -qE 'cs:(WFConnection|StandAlone)' /proc/drbd";
export const TAKEOVER = "/lab/ramvisor takeover --lang en";

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Two nodes with a blank disk each, started together. */
export async function startBare(lab: Lab): Promise<void> {
  await lab.addDisk(0, "A0");
  await lab.addDisk(1, "B0");
  await Promise.all([lab.start(0), lab.start(1)]);
}

/** The same, and a pair that is mounted on node 0, both sides in step. */
export async function pairOf(lab: Lab): Promise<void> {
  await startBare(lab);
  await formed(lab);
}

/** A copy to node 1 is not over before anybody has looked: its target sets the pace (drbdsetup-8.4(8), disk-options). */
export async function slowly(lab: Lab): Promise<void> {
  await lab.guest(1).must("drbdsetup disk-options 0 --c-plan-ahead=0 --resync-rate=500K");
}

/** Waits until node `leader` has the pool, both sides are in step, and both have noted it. */
export async function formed(lab: Lab, leader = 0): Promise<void> {
  await lab.untilShell(leader, `${MOUNTED} && ${IN_STEP}`);
  for (const index of [0, 1]) await lab.until(index, "a resource that goes on", ({ resources }) => resources[0]?.state === "resume");
}

/** Waits until a node has come to this row of the decision table in this start, by what its agent logged of its rounds. */
export async function sawRow(lab: Lab, index: number, row: Situation): Promise<void> {
  await lab.untilShell(index, `grep -qE '"r[0-9]+ [a-z]+ ${row} ' /run/pair.log`, 120_000);
}

/** In this start DRBD has found the two sides in step, and copied nothing (drivers/block/drbd/drbd_receiver.c and drbd_worker.c: what it says). */
export async function noSynchronisation(lab: Lab): Promise<void> {
  for (const index of [0, 1]) {
    const log = await lab.guest(index).must("dmesg | grep 'drbd r'");
    match(log, /-> Connected/, "the kernel's log does not go back so far");
    doesNotMatch(log, /Began resync|-> (WFBitMap|Sync)/);
  }
}

/** Writes so many lines more, each on stable storage before the next. */
export async function write(lab: Lab, index: number, lines: number): Promise<void> {
  await lab.guest(index).must(`node /lab/writer.mjs write ${FILE} ${lines}`);
}

/** Begins to write and does not stop. */
export async function writeOn(lab: Lab, index: number): Promise<void> {
  await lab.guest(index).must(`setsid node /lab/writer.mjs write ${FILE} > /run/writer.log 2>&1 < /dev/null &`);
}

/** The last line that a guest has told to be on stable storage. */
export function told(guest: Qemu): number {
  return Number([...guest.console.text.matchAll(/ACK (\d+)\n/g)].at(-1)?.[1] ?? 0);
}

/** Waits until it has told of so many more. */
export async function goesOn(guest: Qemu, lines: number): Promise<void> {
  const from = told(guest);
  for (const end = Date.now() + 240_000; told(guest) < from + lines;) {
    if (Date.now() > end) throw new Error(`the writer does not go on: ${from} lines, then ${told(guest)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Every line that was told is there, in order and right; gives how many there are. */
export async function check(lab: Lab, index: number, least: number): Promise<number> {
  const said = await lab.guest(index).must(`node /lab/writer.mjs check ${FILE}`);
  if (Number(said) < least) throw new Error(`${least} lines were acknowledged, ${said.trim()} are there`);
  return Number(said);
}

/**
 * Both disks hold the same, byte by byte, over all of the mirror's data: read here, from their files, while the file system on it stands
 * still and both disks have written what they hold in their caches.
 */
export async function sidesAreEqual(lab: Lab, resource = "r0"): Promise<void> {
  const sides = new Map<number, Region>();
  for (const node of lab.guests.keys()) {
    const side = await lab.dataOf(node, resource);
    if (side !== null) sides.set(node, side);
  }
  const [[node, one] = [], [, other] = []] = sides;
  if (node === undefined || one === undefined || other === undefined || sides.size !== 2) throw new Error(`${sides.size} nodes have a side of ${resource}`);
  const minor = resource.slice(1);
  const freeze = async (how: "-f" | "-u"): Promise<void> => {
    for (const side of sides.keys()) await lab.guest(side).must(`at=$(sed -n 's|^/dev/drbd${minor} \\([^ ]*\\) .*|\\1|p' /proc/mounts); [ -z "$at" ] || fsfreeze ${how} "$at"`);
  };
  await freeze("-f");
  try {
    for (const side of sides.keys()) await lab.flush(side);
    strictEqual(await firstDifference(one, other), null, "the two sides differ from this byte on");
    // That the comparison sees what differs.
    await damaged(other, async () => { notStrictEqual(await firstDifference(one, other), null); });
    match(await lab.guest(node).must(`grep -A1 '^ *${minor}:' /proc/drbd`), /ds:UpToDate\/UpToDate[\s\S]* oos:0\b/);
  } finally {
    await freeze("-u");
  }
}

/** What `use` does while one byte of the region, far behind its start, is another one. */
async function damaged({ file, startByte, bytes }: Region, use: () => Promise<void>): Promise<void> {
  const disk = await open(file, "r+");
  const at = startByte + bytes - 4097;
  try {
    const { buffer } = await disk.read(Buffer.alloc(1), 0, 1, at);
    await disk.write(Buffer.of((buffer[0] ?? 0) ^ 1), 0, 1, at);
    await use().finally(() => disk.write(buffer, 0, 1, at));
  } finally {
    await disk.close();
  }
}
