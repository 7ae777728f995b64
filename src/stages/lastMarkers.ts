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

/** The same for the pair's stage, which leaves what it reads for the others. */
export function keepsLastMarkers(fs: WriteFs, again: Again): { again: Again; claims: (disk: DiskFacts, marker: DiskMarker) => Promise<void> } {
  return {
    again: async (facts) => {
      const now = await withLastMarkers(fs, again, facts);
      const before = await read(fs);
      const after = Object.fromEntries(now.disks.flatMap((disk): [string, DiskMarker][] => {
        const key = keyOf(disk);
        const marker = disk.unreadable === true ? before[key] : disk.marker.state === "good" ? disk.marker.marker : undefined;
        return marker === undefined ? [] : [[key, marker]];
      }));
      if (JSON.stringify(after) !== JSON.stringify(before)) await write(fs, after);
      return now;
    },
    claims: async (disk, marker) => write(fs, { ...(await read(fs)), [keyOf(disk)]: marker }),
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
