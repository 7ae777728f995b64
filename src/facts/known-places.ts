import { END_BYTES } from "./scan.ts";

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;
const TIB = 1024 * GIB;
const BLOCK = 4096;

/**
 * Where, between the ends that are read whole, a file system that took the whole disk keeps a superblock: what is left of
 * it where somebody cleared the start, and too little for samples to meet. Ascending, on whole blocks of 4 KiB.
 */
export function knownPlaces(sizeBytes: number): number[] {
  const places = new Set([
    // btrfs: BTRFS_SUPER_MIRROR, 16 KiB << 12 and << 24 (fs/btrfs/disk-io.h).
    64 * MIB, 256 * GIB,
    // ext2 to 4: groups 1, 3, 5, 7, 9 of 128 MiB each, in blocks of 4 KiB (Documentation/filesystems/ext4, "sparse_super").
    ...[1, 3, 5, 7, 9].map((group) => group * 128 * MIB),
    ...xfsGroups(sizeBytes),
    // DRBD 0.7: a fixed 128 MiB at the end, the superblock first.
    Math.floor(sizeBytes / BLOCK) * BLOCK - 128 * MIB,
  ]);
  return [...places].filter((place) => place >= END_BYTES && place + BLOCK <= sizeBytes - END_BYTES).sort((a, b) => a - b);
}

/** XFS starts each allocation group with a superblock: by default a disk has four, from 4 TiB on as many of 1 TiB less one block as it takes. */
function xfsGroups(sizeBytes: number): number[] {
  const blocks = Math.floor(sizeBytes / BLOCK);
  const group = Math.min(Math.ceil(blocks / 4), TIB / BLOCK - 1);
  return Array.from({ length: Math.min(32, Math.ceil(blocks / group)) }, (_, index) => index * group * BLOCK);
}
