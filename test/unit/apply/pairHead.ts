import { encodeMarker, MARKER_OFFSET } from "../../../src/marker/index.ts";
import type { DiskMarker } from "../../../src/model/facts.ts";

const MIB = 1024 * 1024;
const BLOCK = 512;

/** The first MiB of a disk: a GPT with one partition, and the marker; null: none. */
export function pairHead(marker: DiskMarker | null, partition: { startByte: number; sizeBytes: number }, uuid: string): Buffer {
  const head = Buffer.alloc(MIB);
  if (marker !== null) encodeMarker(marker).copy(head, MARKER_OFFSET);
  head.write("EFI PART", BLOCK, "latin1");
  head.writeBigUInt64LE(2n, BLOCK + 72);
  head.writeUInt32LE(128, BLOCK + 84);
  head.fill(1, 2 * BLOCK, 2 * BLOCK + 16);
  // The first three fields of a GUID are little endian (UEFI, appendix A).
  uuid.split("-").forEach((field, place) => {
    const bytes = Buffer.from(field, "hex");
    (place < 3 ? bytes.reverse() : bytes).copy(head, 2 * BLOCK + 16 + ([0, 4, 6, 8, 10][place] ?? 0));
  });
  head.writeBigUInt64LE(BigInt(partition.startByte / BLOCK), 2 * BLOCK + 32);
  head.writeBigUInt64LE(BigInt((partition.startByte + partition.sizeBytes) / BLOCK - 1), 2 * BLOCK + 40);
  return head;
}
