import { readStored, type StoredFile } from "./stored.ts";

export interface PackedFile {
  path: string;
  bytes: number;
  /** Not whole where it has a share in a block. */
  packed: number;
}

/**
 * The regular files of a squashfs, and the bytes that each takes there as it is packed: its whole blocks as they are, and of a block
 * that holds the ends of many files its share by length, since they are packed together. Of equal files, which are stored once, the
 * first has it all; of hard links the first is there alone.
 */
export async function packedFiles(image: Buffer): Promise<PackedFile[]> {
  const { files, fragments } = await readStored(image);
  const first = firstOfEqual(files);
  const lengths = new Map<number, number>();
  for (const { tail } of first) if (tail !== null) lengths.set(tail.fragment, (lengths.get(tail.fragment) ?? 0) + tail.bytes);
  const share = (tail: StoredFile["tail"]): number => (tail === null ? 0 : ((fragments[tail.fragment] ?? 0) * tail.bytes) / (lengths.get(tail.fragment) ?? 1));
  return first.map(({ path, bytes, blockBytes, tail }) => ({ path, bytes, packed: blockBytes + share(tail) }));
}

/** What lies where an earlier file's whole blocks, or its end, lie is taken off. */
function firstOfEqual(files: readonly StoredFile[]): StoredFile[] {
  const seen = new Set<string>();
  const fresh = (place: string): boolean => !seen.has(place) && seen.add(place).size > 0;
  return files.filter(({ inode }) => fresh(`inode ${String(inode)}`)).map((file) => ({
    ...file,
    blockBytes: file.blockBytes > 0 && fresh(`block ${String(file.start)}`) ? file.blockBytes : 0,
    tail: file.tail !== null && file.tail.bytes > 0 && fresh(`end ${String(file.tail.fragment)} ${String(file.tail.offset)}`) ? file.tail : null,
  }));
}
