import { readSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import type { RandomAccess } from "../personal/file.ts";
import { readVolume } from "../personal/iso9660.ts";

/**
 * An open file for the room that only thinks. Without Node's threads: the command has nothing else to do, and each piece would wait
 * for a processor twice where others want one. A block device has no length of its own (stat(2)): it counts as long as the
 * volume at its beginning, since a stick is longer than what was written to it. Rejects with an errno error.
 */
export async function readable(file: FileHandle): Promise<RandomAccess> {
  const stat = await file.stat();
  if (!stat.isBlockDevice()) return access(file, stat.size);
  const all = access(file, Number.MAX_SAFE_INTEGER);
  const bytes = (await readVolume(all))?.bytes ?? 0;
  return access(file, bytes === 0 || (await holds(all, bytes)) ? bytes : await endOf(all, bytes));
}

function access({ fd }: FileHandle, size: number): RandomAccess {
  return {
    size,
    read: (offset, length) => {
      const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
      let filled = 0;
      while (filled < bytes.length) {
        const bytesRead = readSync(fd, bytes, filled, bytes.length - filled, offset + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return Promise.resolve(bytes.subarray(0, filled));
    },
  };
}

/** Whether a device is at least so long, in bytes. */
const holds = async (device: RandomAccess, bytes: number): Promise<boolean> => bytes === 0 || (await device.read(bytes - 1, 1)).length === 1;

/** The length of a device that is shorter than `above`, in bytes, by halving. */
async function endOf(device: RandomAccess, above: number): Promise<number> {
  let [below, beyond] = [0, above];
  while (beyond - below > 1) {
    const middle = Math.floor((below + beyond) / 2);
    if (await holds(device, middle)) below = middle;
    else beyond = middle;
  }
  return below;
}
