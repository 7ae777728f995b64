import { readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { SIZE, withBed } from "./bed.ts";
import { tool } from "./devices.ts";
import { bundleChild } from "./children.ts";
import type { Order } from "./child.ts";
import { statesOf, type State, type Write } from "./cutStates.ts";
import { startAgain } from "./ending.ts";
import type { Case, Suite } from "./suite.ts";
import { layOut } from "../../../src/plan/disks/layout.ts";
import { Tally } from "./tally.ts";
import { markerOn } from "./imageMarker.ts";
import { readTrace, TRACED, type Event } from "./writeLog.ts";

const tally = new Tally();

const putAll = (writes: readonly Write[]) => (fd: number): void => {
  for (const { at, bytes } of writes) writeSync(fd, bytes, 0, bytes.length, at);
};

/** What one start's claim and mount write to a disk that holds `base`, as the programs hand it to the kernel. */
export async function traceClaim(base: readonly Write[], sectorBytes: number): Promise<Event[]> {
  const bundle = await bundleChild();
  return withBed({ sectorBytes, write: putAll(base) }, async (bed) => {
    const log = join(bed.dir, "trace");
    const order: Order = { place: bed.place, moment: null, intoMs: 0 };
    await tool("strace", "-f", "-y", "-xx", "-s", String(4 * 1024 * 1024), "-e", `trace=${TRACED}`, "-o", log, process.execPath, bundle, JSON.stringify(order));
    await bed.unmount();
    if (markerOn(bed.image)?.state !== "ready") throw new Error("the claim that was to be recorded has failed");
    const { startByte } = layOut(bed.sizeBytes, sectorBytes);
    return readTrace(readFileSync(log, "latin1"), new Map([[bed.path, 0], [`${bed.path}p1`, startByte]]));
  });
}

/** The writes of a claim up to its last marker, which is where a resumed one begins at the latest. */
export function unfinished(events: readonly Event[]): Write[] {
  const writes = events.filter((event) => event.kind === "write");
  return writes.slice(0, writes.findLastIndex(({ at }) => at < layOut(SIZE, 512).startByte));
}

/** How many of the events belong to the claim; what follows is e2fsck's, before the mount. */
export function claimEvents(events: readonly Event[]): number {
  const last = events.findLastIndex((event) => event.kind === "write" && event.at < layOut(SIZE, 512).startByte);
  return 1 + events.findIndex(({ kind }, index) => index > last && kind === "sync");
}

/** The disk holds what the cut left; the machine starts again. */
export function cutCase(what: string, { name, writes, events }: State, sectorBytes: number, ofClaim: number): Case {
  return {
    name: `${what}: ${name}`,
    run: () => withBed({ sectorBytes, write: putAll(writes) }, async (bed) => {
      const found = markerOn(bed.image)?.state ?? "no marker";
      tally.add(`${found} -> ${await startAgain(bed, { wasInUse: events > ofClaim })}`);
    }),
  };
}

export const powerCut: Suite = {
  name: "power-cut",
  claim: "after a power cut at any write or flush of a claim, unflushed writes lost or torn, the next start ends claimed and whole, or refused with a remedy",
  packages: ["strace", "fdisk", "e2fsprogs", "mount", "util-linux"],
  cases: async () => {
    const first = await traceClaim([], 512);
    const base = unfinished(first);
    const again = await traceClaim(base, 512);
    const large = await traceClaim([], 4096);
    const all = (what: string, events: readonly Event[], under: readonly Write[], mixes: number, sectorBytes: number): Case[] =>
      statesOf(events, under, mixes, sectorBytes).map((state) => cutCase(what, state, sectorBytes, claimEvents(events)));
    return [...all("claim", first, [], 4, 512), ...all("resumed claim", again, base, 1, 512), ...all("blocks of 4096", large, [], 1, 4096)];
  },
  note: () => tally.text(),
};
