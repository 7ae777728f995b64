import { decodeMarker, MARKER_BYTES, MARKER_OFFSET } from "../marker/index.ts";
import type { DiskFacts, Facts } from "../model/facts.ts";
import { readDrbd } from "./drbd.ts";
import type { DiskReader } from "./reader.ts";

/** What may change on a disk while the host runs: our marker, and DRBD's metadata. */
async function lookAgain(disks: DiskReader, disk: DiskFacts): Promise<DiskFacts> {
  const open = await disks.open(disk.path);
  try {
    const block = disks.allocate(MARKER_BYTES);
    if ((await open.read(block, MARKER_OFFSET)) !== MARKER_BYTES) throw new Error("short read");
    const marker = decodeMarker(block);
    const pair = marker.state === "good" ? marker.marker.pair : undefined;
    return { ...disk, marker, ...(pair === undefined ? {} : { drbd: await readDrbd(open, disks, pair.partitionBytes) }) };
  } finally {
    await open.close().catch(() => undefined);
  }
}

/**
 * The facts of this start, with the markers as they are now. That a disk was proved blank stays from the start; what was claimed
 * since then says so by its marker. A disk that does not answer keeps what was known, with the error: no step may trust it.
 */
export async function refreshFacts(disks: DiskReader, facts: Facts): Promise<Facts> {
  return {
    ...facts,
    disks: await Promise.all(facts.disks.map((disk) => {
      const concerned = disk.errors.length === 0 && !disk.readOnly && (disk.marker.state !== "none" || disk.scans.length > 0);
      return concerned ? lookAgain(disks, disk).catch((error: unknown): DiskFacts => ({ ...disk, drbd: null, scans: [], errors: [{ what: disk.path, why: error instanceof Error ? error.message : String(error) }] })) : disk;
    })),
  };
}
