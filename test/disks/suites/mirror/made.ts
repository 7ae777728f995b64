import { setTimeout as sleep } from "node:timers/promises";
import { digestOf } from "../bytes.ts";
import { hasTable, markerState, superblockOf, until } from "./images.ts";
import { type Site, told } from "./site.ts";

/** What is seen on the images of the two disks, in the order in which a mirror is made, and how long after it the power fails. */
const MOMENTS: readonly { at: string; laterMs?: number; seen: (a: string, b: string) => boolean }[] = [
  { at: "one first marker", seen: (a, b) => markerState(a) !== null || markerState(b) !== null },
  { at: "one table", seen: (a, b) => hasTable(a) || hasTable(b) },
  { at: "both first markers", seen: (a, b) => markerState(a) !== null && markerState(b) !== null },
  { at: "both tables", seen: (a, b) => hasTable(a) && hasTable(b) },
  { at: "one superblock", seen: (a, b) => superblockOf(a) !== null || superblockOf(b) !== null },
  // mdadm has yet to start the array.
  { at: "both superblocks", seen: (a, b) => superblockOf(a) !== null && superblockOf(b) !== null },
  // The array runs: mke2fs is about to start, or at work.
  { at: "the array's first update", seen: (a) => (superblockOf(a)?.events ?? 0) > 0 },
  { at: "the array's first update", laterMs: 200, seen: (a) => (superblockOf(a)?.events ?? 0) > 0 },
  { at: "one last marker", seen: (a, b) => markerState(a) === "ready" || markerState(b) === "ready" },
  { at: "both last markers", laterMs: 200, seen: (a, b) => markerState(a) === "ready" && markerState(b) === "ready" },
];

/** Two blank disks, and a machine that is cut off while it makes a mirror of them. Each run says how the next start ended. */
export const made = MOMENTS.map(({ at, laterMs = 0, seen }) => ({
  name: `made: at ${laterMs === 0 ? "" : `${String(laterMs)} ms after `}${at}`,
  run: async (site: Site): Promise<string> => {
    await site.blank("A", "B");
    await site.look();
    await site.begin();
    await until(at, () => seen(site.file("A"), site.file("B")));
    await sleep(laterMs);
    await site.kill();
    return startAgain(site);
  },
}));

/** A mirror of both; or both refused, not written to, with something to do about it. */
async function startAgain(site: Site): Promise<string> {
  const left = ["A", "B"].map((name) => markerState(site.file(name)) ?? "blank").join("+");
  const before = ["A", "B"].map((name) => digestOf(site.file(name)));
  const verdicts = await site.look();
  await site.disks();
  const refused = Object.values(verdicts).filter(({ verdict }) => verdict === "refuse");
  if (refused.length === 0) {
    await site.mustBecomeWhole("A", "B");
    return `${left} -> ${told(verdicts)}, whole`;
  }
  if (refused.length === 1 || refused.some(({ remedy }) => remedy === null)) throw new Error(`refused (${told(verdicts)}), and not both with a remedy`);
  if (["A", "B"].some((name, index) => digestOf(site.file(name)) !== before[index])) throw new Error(`refused (${told(verdicts)}), but written to`);
  return `${left} -> ${told(verdicts)}, refused`;
}
