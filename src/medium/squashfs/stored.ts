import { Unable } from "../fail.ts";
import { readTable, type Table } from "./metadata.ts";

/** Where a regular file's bytes lie in a squashfs (format 4.0, Documentation/filesystems/squashfs.rst of the kernel). */
export interface StoredFile {
  path: string;
  /** Its number: hard links share theirs. */
  inode: number;
  bytes: number;
  /** Place of its first whole block; equal files share theirs. */
  start: number;
  /** What its whole blocks take, packed. */
  blockBytes: number;
  /** Its end, which lies in one block with the ends of other files. */
  tail: { fragment: number; offset: number; bytes: number } | null;
}

export interface Stored {
  /** Directory by directory, names in the order of the file system, which is sorted. */
  files: StoredFile[];
  /** Packed bytes of each block of ends. */
  fragments: number[];
}

/** Types of inodes: the basic ones are 7 below the extended ones. */
const [DIRECTORY, FILE, EXTENDED_DIRECTORY, EXTENDED_FILE] = [1, 2, 8, 9];
const NO_FRAGMENT = 0xffffffff;
/** Above it a bit says that a block is not packed. */
const LENGTH = 0xffffff;
const FRAGMENT_ENTRY = 16;

/** Reads names, inodes and the list of fragments of a squashfs; its data are not unpacked. */
export async function readStored(image: Buffer): Promise<Stored> {
  if (image.readUInt32LE(0) !== 0x73717368 || image.readUInt16LE(28) !== 4) throw new Unable("no squashfs of format 4");
  const [blockSize, fragmentCount, compressor] = [image.readUInt32LE(12), image.readUInt32LE(16), image.readUInt16LE(20)];
  const [inodesAt, directoriesAt, fragmentsAt] = [64, 72, 80].map((at) => Number(image.readBigUInt64LE(at))) as [number, number, number];
  if (fragmentCount === 0) throw new Unable("a squashfs without ends of files in common blocks is none of ours");
  // The index at the end of the list says where its blocks begin, and so where the directories end.
  const firstFragment = Number(image.readBigUInt64LE(fragmentsAt));
  const inodes = await readTable(image, compressor, inodesAt, directoriesAt);
  const directories = await readTable(image, compressor, directoriesAt, firstFragment);
  const { bytes: list } = await readTable(image, compressor, firstFragment, fragmentsAt);
  const fragments = Array.from({ length: fragmentCount }, (_, index) => list.readUInt32LE(index * FRAGMENT_ENTRY + 8) & LENGTH);
  const root = Number(image.readBigUInt64LE(32));
  return { files: filesBelow({ inodes, directories, blockSize }, Math.floor(root / 0x10000), root % 0x10000, ""), fragments };
}

interface Tables {
  inodes: Table;
  directories: Table;
  blockSize: number;
}

function filesBelow(tables: Tables, block: number, offset: number, path: string): StoredFile[] {
  const { bytes } = tables.inodes;
  const at = tables.inodes.at(block, offset);
  const type = bytes.readUInt16LE(at);
  if (type === FILE || type === EXTENDED_FILE) return [fileAt(tables, at, type, path)];
  if (type === DIRECTORY) return entriesOf(tables, bytes.readUInt32LE(at + 16), bytes.readUInt16LE(at + 26), bytes.readUInt16LE(at + 24), path);
  if (type === EXTENDED_DIRECTORY) return entriesOf(tables, bytes.readUInt32LE(at + 24), bytes.readUInt16LE(at + 34), bytes.readUInt32LE(at + 20), path);
  return [];
}

/** `size` counts three bytes that are not there: the entries `.` and `..` of other file systems. */
function entriesOf(tables: Tables, block: number, offset: number, size: number, path: string): StoredFile[] {
  if (size <= 3) return [];
  const { bytes } = tables.directories;
  const start = tables.directories.at(block, offset);
  const files: StoredFile[] = [];
  for (let at = start; at < start + size - 3;) {
    const [count, inodeBlock] = [bytes.readUInt32LE(at) + 1, bytes.readUInt32LE(at + 4)];
    at += 12;
    for (let entry = 0; entry < count; entry += 1) {
      const end = at + 8 + bytes.readUInt16LE(at + 6) + 1;
      const name = bytes.toString("utf8", at + 8, end);
      files.push(...filesBelow(tables, inodeBlock, bytes.readUInt16LE(at), path === "" ? name : `${path}/${name}`));
      at = end;
    }
  }
  return files;
}

function fileAt({ inodes: { bytes }, blockSize }: Tables, at: number, type: number, path: string): StoredFile {
  const extended = type === EXTENDED_FILE;
  const [start, size] = extended ? [Number(bytes.readBigUInt64LE(at + 16)), Number(bytes.readBigUInt64LE(at + 24))] : [bytes.readUInt32LE(at + 16), bytes.readUInt32LE(at + 28)];
  const [fragment, offset] = extended ? [bytes.readUInt32LE(at + 44), bytes.readUInt32LE(at + 48)] : [bytes.readUInt32LE(at + 20), bytes.readUInt32LE(at + 24)];
  const blocks = fragment === NO_FRAGMENT ? Math.ceil(size / blockSize) : Math.floor(size / blockSize);
  const list = at + (extended ? 56 : 32);
  const blockBytes = Array.from({ length: blocks }, (_, index) => bytes.readUInt32LE(list + 4 * index) & LENGTH).reduce((sum, length) => sum + length, 0);
  return { path, inode: bytes.readUInt32LE(at + 12), bytes: size, start, blockBytes, tail: fragment === NO_FRAGMENT ? null : { fragment, offset, bytes: size - blocks * blockSize } };
}
