import { open } from "node:fs/promises";

/** So many bytes of a disk's file, from one place on. */
export interface Region {
  file: string;
  startByte: number;
  bytes: number;
}

const PIECE = 4_194_304;

/** Where the two differ first, in bytes behind their starts; null where each byte of one is that of the other. */
export async function firstDifference(one: Region, other: Region): Promise<number | null> {
  if (one.bytes !== other.bytes) return Math.min(one.bytes, other.bytes);
  const files = [await open(one.file), await open(other.file)] as const;
  try {
    for (let done = 0; done < one.bytes; done += PIECE) {
      const length = Math.min(PIECE, one.bytes - done);
      const [left, right] = await Promise.all([one, other].map(async ({ file, startByte }, index) => {
        const { buffer, bytesRead } = await (files[index] ?? files[0]).read(Buffer.alloc(length), 0, length, startByte + done);
        if (bytesRead !== length) throw new Error(`${file} ends within what is compared`);
        return buffer;
      })) as [Buffer, Buffer];
      if (!left.equals(right)) return done + left.findIndex((byte, index) => byte !== right[index]);
    }
    return null;
  } finally {
    for (const file of files) await file.close();
  }
}
