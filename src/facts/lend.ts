import type { OpenDisk } from "./reader.ts";

/** A read that takes longer is waited for: 4 MiB take a hard disk a twentieth of a second. */
const WAITED_MS = 500;

/** Lets another disk in for as long as the first one is waited for; what it returns ends that. */
export type Lend = () => () => void;

/**
 * The disk, whose place in the look is lent while a read of it takes long. Where the processor sets how many disks are read at once, it would
 * have nothing to do for as long as a slow disk has its time.
 */
export function lending(disk: OpenDisk, lend: Lend): OpenDisk {
  const waitedFor = async <T>(reading: Promise<T>): Promise<T> => {
    let back = (): void => undefined;
    const timer = setTimeout(() => { back = lend(); }, WAITED_MS);
    try {
      return await reading;
    } finally {
      clearTimeout(timer);
      back();
    }
  };
  return {
    device: disk.device,
    size: () => disk.size(),
    read: (buffer, offset) => waitedFor(disk.read(buffer, offset)),
    readEach: (...args) => waitedFor(disk.readEach(...args)),
    close: () => disk.close(),
  };
}
