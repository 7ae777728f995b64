import { decodeMarker, MARKER_BYTES, MARKER_OFFSET } from "../marker/index.ts";
import type { DiskFacts, Facts } from "../model/facts.ts";
import { readDrbd } from "./drbd.ts";
import { TimeLimit, within } from "./limit.ts";
import type { DiskReader } from "./reader.ts";

/** A disk that is busy with a copy or with guests answers in less. */
const LIMIT_MS = 10_000;
/** Each read that hangs holds one of libuv's four threads: without the others no file could be read any more. */
const AT_ONCE = 2;

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
 * Gives what reads a start's facts again, with the markers as they are now. That a disk was proved blank stays from the start; what was
 * claimed since then says so by its marker. A disk that does not answer keeps what was last known, with the error, and is called silent: no
 * step may trust it. It holds nothing else up, and is not read again before the read that hangs has ended.
 */
export function factsAgain(disks: DiskReader, limitMs = LIMIT_MS): (facts: Facts) => Promise<Facts> {
  const last = new Map<string, Promise<unknown>>();
  const known = new Map<string, DiskFacts>();
  const hanging = new Set<string>();
  const slot = slots(AT_ONCE);

  const look = async (disk: DiskFacts): Promise<DiskFacts> => {
    const { path } = disk;
    if (hanging.has(path)) throw new TimeLimit();
    if (hanging.size >= AT_ONCE) throw new Error("other disks do not answer");
    let late = false;
    const before = last.get(path);
    // One after the other: what is asked for later sees what was written before.
    const looking = (async () => {
      await before?.catch(() => undefined);
      return slot(() => (late ? Promise.reject(new TimeLimit()) : lookAgain(disks, disk)));
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
  const now = async (disk: DiskFacts): Promise<DiskFacts> => {
    const concerned = disk.errors.length === 0 && !disk.readOnly && (disk.marker.state !== "none" || disk.scans.length > 0);
    if (!concerned) return disk;
    const key = `${disk.path} ${String(disk.diskSeq)}`;
    try {
      const read = await look(disk);
      known.set(key, read);
      return read;
    } catch (error) {
      return { ...(known.get(key) ?? disk), drbd: null, scans: [], errors: [{ what: disk.path, why: error instanceof Error ? error.message : String(error) }], silent: true };
    }
  };
  return async (facts) => ({ ...facts, disks: await Promise.all(facts.disks.map(now)) });
}

/** Runs what it is given, some at a time. */
function slots(count: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let free = count;
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}
