import { PARTITION_START } from "../../raid/superblock.ts";

const MIB = 1_048_576;
/**
 * Replication metadata: 32 MiB per TiB, rounded up to 4 KiB, and a fixed 36 KiB (DRBD 8.4 user's guide,
 * "Estimating metadata size"); at least 128 MiB.
 */
const DATA_PER_METADATA = 32_768;
const FIXED_METADATA = 36_864 + 4096;
const SMALLEST_METADATA = 128 * MIB;
/** GPT's partition entries: 128 of 128 bytes (UEFI 2.10, 5.3.3). */
const GPT_ENTRIES_BYTES = 16_384;

/** GPT's copy at the end of a disk: entries, and one header block. */
function backupGptBytes(logicalBlockBytes: number): number {
  const block = Math.max(512, logicalBlockBytes);
  return Math.ceil(GPT_ENTRIES_BYTES / block) * block + block;
}

/**
 * The one partition of a claimed disk, in bytes: from 1 MiB, up to a whole MiB that leaves the metadata's room
 * and the backup GPT (entries and one header block) behind it.
 */
export function layOut(sizeBytes: number, logicalBlockBytes: number): { startByte: number; sizeBytes: number } {
  const metadata = Math.max(SMALLEST_METADATA, Math.ceil(sizeBytes / DATA_PER_METADATA) + FIXED_METADATA);
  const end = Math.floor((sizeBytes - backupGptBytes(logicalBlockBytes) - metadata) / MIB) * MIB;
  return { startByte: PARTITION_START, sizeBytes: end - PARTITION_START };
}

/**
 * The partition of a disk that is one side of a pair: the same data, and behind it, up to the end, DRBD's metadata in the
 * room that every claimed disk leaves for it. So a pool that was alone keeps its data where it lies.
 */
export function layOutPair(sizeBytes: number, logicalBlockBytes: number): { startByte: number; dataBytes: number; partitionBytes: number } {
  const { startByte, sizeBytes: dataBytes } = layOut(sizeBytes, logicalBlockBytes);
  const end = Math.floor((sizeBytes - backupGptBytes(logicalBlockBytes)) / MIB) * MIB;
  return { startByte, dataBytes, partitionBytes: end - startByte };
}
