import type { ClaimedDisk } from "../model/step.ts";

/** One partition as its table says it. Bytes count from the start of the disk. */
export interface GptPartition {
  uuid: string;
  startByte: number;
  sizeBytes: number;
}

export const ENTRY_BYTES = 128;
export const ENTRIES = 128;
export const HEADER_BYTES = 92;

/**
 * The first entry of a GPT (UEFI specification 2.10, 5.3), read from its usual place: header in block 1,
 * entries from block 2. `start`: the first three logical blocks or more of the disk. Null where there is no
 * GPT, or its first entry is unused. The kernel has checked the checksums when it shows the partition.
 */
export function firstGptPartition(start: Uint8Array, logicalBlockBytes: number): GptPartition | null {
  const bytes = Buffer.from(start.buffer, start.byteOffset, start.byteLength);
  const header = logicalBlockBytes;
  if (bytes.length < 2 * logicalBlockBytes + ENTRY_BYTES || bytes.toString("latin1", header, header + 8) !== "EFI PART") return null;
  if (bytes.readBigUInt64LE(header + 72) !== 2n || bytes.readUInt32LE(header + 84) !== ENTRY_BYTES) return null;
  const entry = bytes.subarray(2 * logicalBlockBytes, 2 * logicalBlockBytes + ENTRY_BYTES);
  if (entry.subarray(0, 16).every((byte) => byte === 0)) return null;
  const first = Number(entry.readBigUInt64LE(32));
  const last = Number(entry.readBigUInt64LE(40));
  return { uuid: guidText(entry.subarray(16, 32)), startByte: first * logicalBlockBytes, sizeBytes: (last - first + 1) * logicalBlockBytes };
}

/** "Linux filesystem" of the discoverable partitions list; nothing of Debian mounts it by itself. */
const LINUX_FILESYSTEM = "0FC63DAF-8483-4772-8E79-3D69D8477DE4";
/** "Linux RAID" of the same list. */
const LINUX_RAID = "A19D880F-05FC-4D3B-A006-743F0F84911E";

/** The type of the one partition on a disk of ours. */
export const partitionType = ({ mirror }: Pick<ClaimedDisk, "mirror">): string => (mirror === undefined ? LINUX_FILESYSTEM : LINUX_RAID);

/** A UUID as it stands in a table. */
export function guidBytes(uuid: string): Buffer {
  const hex = Buffer.from(uuid.replaceAll("-", ""), "hex");
  return Buffer.concat([hex.subarray(0, 4).reverse(), hex.subarray(4, 6).reverse(), hex.subarray(6, 8).reverse(), hex.subarray(8)]);
}

/** Three little-endian fields, then eight bytes as they stand (UEFI specification, appendix A). */
function guidText(guid: Buffer): string {
  const hex = (bytes: Buffer): string => bytes.toString("hex");
  const reversed = (start: number, end: number): string => hex(Buffer.from(guid.subarray(start, end)).reverse());
  return [reversed(0, 4), reversed(4, 6), reversed(6, 8), hex(guid.subarray(8, 10)), hex(guid.subarray(10, 16))].join("-");
}
