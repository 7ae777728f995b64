import type { DiskFacts, DiskMarker, Facts } from "../model/facts.ts";
import type { ReadFs } from "../model/ports.ts";
import type { WriteFs } from "../apply/writeFs.ts";
import { RUN_DIR } from "./state.ts";

/** What each disk's marker said when it was last read in this start, or what a claim was about to write. In RAM: gone with the start. */
const MARKERS = `${RUN_DIR}/markers.json`;

type Markers = Record<string, DiskMarker>;
type Again = (facts: Facts) => Promise<Facts>;

/** A disk that has gone and come back is another one. */
const keyOf = ({ path, id, diskSeq }: DiskFacts): string => `${id} ${path} ${String(diskSeq)}`;

/**
 * The facts as they are now, where a disk that cannot be read has the marker that was last known of it, by whichever process of this
 * start: it keeps its place in a pair, and nobody gives that to another disk while a claim of it may yet come to its end.
 */
export async function withLastMarkers(fs: ReadFs, again: Again, facts: Facts): Promise<Facts> {
  const known = await read(fs);
  return again({ ...facts, disks: facts.disks.map((disk) => base(disk, known[keyOf(disk)])) });
}

/** What the pair's stage keeps the last markers with, for itself and for the other processes of this start. */
export interface LastMarkers {
  again: Again;
  /** A claim of this disk is about to begin; until it has ended, nothing that is read of the disk counts. */
  begins(disk: DiskFacts, marker: DiskMarker): Promise<void>;
  /** All claims have ended but those of these disks, by id. */
  ended(but: (id: string) => boolean): void;
}

export function keepsLastMarkers(fs: WriteFs, again: Again): LastMarkers {
  const underWay = new Map<string, string>();
  let last: Promise<unknown> = Promise.resolve();
  // Rounds and answers to peers look side by side.
  const inTurn = (work: (before: Markers) => Promise<void>): Promise<void> => {
    const done = last.then(async () => work(await read(fs)));
    last = done.catch(() => undefined);
    return done;
  };
  return {
    again: async (facts) => {
      const now = await withLastMarkers(fs, again, facts);
      await inTurn(async (before) => {
        const after = Object.fromEntries(now.disks.flatMap((disk): [string, DiskMarker][] => {
          const key = keyOf(disk);
          const marker = disk.unreadable === true || underWay.has(key) ? before[key] : disk.marker.state === "good" ? disk.marker.marker : undefined;
          return marker === undefined ? [] : [[key, marker]];
        }));
        if (JSON.stringify(after) !== JSON.stringify(before)) await write(fs, after);
      });
      return now;
    },
    begins: (disk, marker) => {
      underWay.set(keyOf(disk), disk.id);
      return inTurn((before) => write(fs, { ...before, [keyOf(disk)]: marker }));
    },
    ended: (but) => { for (const [key, id] of underWay) if (!but(id)) underWay.delete(key); },
  };
}

/** Looked at again although a later look of this start found it with an error: it is known to be ours. */
function base(disk: DiskFacts, marker: DiskMarker | undefined): DiskFacts {
  return marker === undefined || disk.marker.state === "good" ? disk : { ...disk, marker: { state: "good", marker }, errors: [] };
}

async function read(fs: ReadFs): Promise<Markers> {
  return fs.readText(MARKERS).then((text) => JSON.parse(text) as Markers, () => ({}));
}

async function write(fs: WriteFs, markers: Markers): Promise<void> {
  await fs.replace(MARKERS, `${JSON.stringify(markers)}\n`);
}
