import { decodeMarker, MARKER_BYTES, MARKER_OFFSET } from "../marker/index.ts";
import type { DiskFacts, Facts } from "../model/facts.ts";
import { readDrbd } from "./drbd.ts";
import { LookFailed, noted } from "./failed.ts";
import { TimeLimit, within } from "./limit.ts";
import type { DiskReader } from "./reader.ts";
import { ownSpareThreads } from "./slots.ts";

/** A disk that is busy with a copy or with guests answers in less. */
const LIMIT_MS = 10_000;

/** What may change on a disk while the host runs: our marker, and DRBD's metadata. */
async function lookAgain(disks: DiskReader, disk: DiskFacts): Promise<DiskFacts> {
  const open = await disks.open(disk.path);
  try {
    const block = disks.allocate(MARKER_BYTES);
    const bytes = await open.read(block, MARKER_OFFSET);
    if (bytes !== MARKER_BYTES) throw new LookFailed({ code: "short-read", bytes, wantedBytes: MARKER_BYTES, offset: MARKER_OFFSET });
    const marker = decodeMarker(block);
    const pair = marker.state === "good" ? marker.marker.pair : undefined;
    return { ...disk, marker, ...(pair === undefined ? {} : { drbd: await readDrbd(open, disks, pair.partitionBytes) }) };
  } finally {
    await open.close().catch(() => undefined);
  }
}

/**
 * Gives what reads a start's facts again, with the markers as they are now. That a disk was proved blank stays from the start; what was
 * claimed since then says so by its marker. A disk that does not answer keeps what it is given with, and the error, and is called
 * unreadable: no step may trust it. It holds nothing else up, and is not read again before the read that hangs has ended.
 * @param mostHanging each read that hangs holds a thread; with all of them gone no file could be read any more
 */
export function factsAgain(disks: DiskReader, limitMs = LIMIT_MS, mostHanging = ownSpareThreads()): (facts: Facts) => Promise<Facts> {
  const last = new Map<string, Promise<unknown>>();
  const hanging = new Set<string>();

  const look = async (disk: DiskFacts): Promise<DiskFacts> => {
    const { path } = disk;
    if (hanging.has(path)) throw new TimeLimit();
    if (hanging.size >= mostHanging) throw new LookFailed({ code: "others-silent" });
    let late = false;
    const before = last.get(path);
    // One after the other: what is asked for later sees what was written before.
    const looking = (async () => {
      await before?.catch(() => undefined);
      if (late) throw new TimeLimit();
      return lookAgain(disks, disk);
    })();
    last.set(path, looking);
    return within(limitMs, looking).catch((error: unknown) => {
      if (error instanceof TimeLimit) {
        late = true;
        hanging.add(path);
        const over = (): boolean => hanging.delete(path);
        looking.then(over, over);
      }
      throw error;
    });
  };
  const now = (disk: DiskFacts): Promise<DiskFacts> => {
    // What is ours, and was too slow for a moment of the start's look, is looked at anew; any other error of that look stands.
    const wasSlow = disk.marker.state === "good" && disk.errors.every(({ cause }) => cause?.code === "timeout");
    const concerned = (disk.errors.length === 0 || wasSlow) && !disk.readOnly && (disk.marker.state !== "none" || disk.scans.length > 0);
    return concerned ? look({ ...disk, errors: [] }).catch((error: unknown): DiskFacts => ({ ...disk, drbd: null, errors: [error instanceof LookFailed ? noted(disk.path, error.failure) : { what: disk.path, why: error instanceof Error ? error.message : String(error) }], unreadable: true })) : Promise.resolve(disk);
  };
  return async (facts) => ({ ...facts, disks: await Promise.all(facts.disks.map(now)) });
}
