import { readSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import type { RandomAccess } from "../personal/file.ts";

/**
 * An open file for the room that only thinks. Without Node's threads: the command has nothing else to do, and each piece would wait
 * for a processor twice where others want one.
 */
export async function readable(file: FileHandle): Promise<RandomAccess> {
  const { size } = await file.stat();
  return {
    size,
    read: (offset, length) => {
      const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
      let filled = 0;
      while (filled < bytes.length) {
        const bytesRead = readSync(file.fd, bytes, filled, bytes.length - filled, offset + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return Promise.resolve(bytes.subarray(0, filled));
    },
  };
}
