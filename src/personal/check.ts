import { crc32, hex8 } from "../cmdline/crc32.ts";
import type { RandomAccess } from "./file.ts";
import type { Medium } from "./medium.ts";
import type { MediumProblem } from "./problem.ts";

/** The largest piece that is read at once, in bytes. */
const PIECE_BYTES = 4 * 1024 * 1024;

/**
 * Reads every byte that is the same on all media of this build and compares it with the sums that the build left on the
 * medium. Null where all are right. `onProgress`: bytes read so far, of how many. Rejects only where `file` does.
 */
export async function checkMedium(file: RandomAccess, { places }: Pick<Medium, "places">, onProgress?: (done: number, total: number) => void): Promise<MediumProblem | null> {
  const total = places.fixed.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  for (const { part, at, bytes, crc32: expected } of places.fixed) {
    let sum = 0;
    for (let read = 0; read < bytes; ) {
      const piece = await file.read(at + read, Math.min(PIECE_BYTES, bytes - read));
      if (piece.length === 0) return { code: "iso.cut", args: { bytes: file.size, expected: at + bytes } };
      sum = crc32(piece, sum);
      read += piece.length;
      done += piece.length;
      onProgress?.(done, total);
    }
    if (hex8(sum) !== expected) return { code: "iso.damaged", args: { part } };
  }
  return null;
}
