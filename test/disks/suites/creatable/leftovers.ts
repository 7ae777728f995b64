import { crc32 } from "node:zlib";
import { lvmLabel } from "../../lvmLabel.ts";
import { mdV1 } from "./md.ts";

/** A signature that an earlier use left, and that a newer one did not overwrite. */
export interface Leftover {
  name: string;
  at(sizeBytes: number): { offset: number; bytes: Buffer };
}

/** The header of a GPT's second copy (UEFI specification, 5.3.2): the disk's last sector. */
function gptCopy(sizeBytes: number): Buffer {
  const last = BigInt(sizeBytes / 512 - 1);
  const header = Buffer.alloc(512);
  header.write("EFI PART", 0);
  header.writeUInt32LE(0x10000, 8);
  header.writeUInt32LE(92, 12);
  header.writeBigUInt64LE(last, 24);
  header.writeBigUInt64LE(1n, 32);
  header.writeBigUInt64LE(34n, 40);
  header.writeBigUInt64LE(last - 33n, 48);
  header.write("0123456789abcdef", 56);
  header.writeBigUInt64LE(last - 32n, 72);
  header.writeUInt32LE(128, 80);
  header.writeUInt32LE(128, 84);
  header.writeUInt32LE(crc32(Buffer.alloc(128 * 128)), 88);
  header.writeUInt32LE(crc32(header.subarray(0, 92)), 16);
  return header;
}

export const LEFTOVERS: readonly Leftover[] = [
  { name: "an old swap signature", at: () => ({ offset: 4086, bytes: Buffer.from("SWAPSPACE2") }) },
  { name: "an old LVM label", at: () => ({ offset: 512, bytes: lvmLabel() }) },
  { name: "an old GPT's second copy", at: (sizeBytes) => ({ offset: sizeBytes - 512, bytes: gptCopy(sizeBytes) }) },
  { name: "an old RAID member's superblock", at: (sizeBytes) => mdV1(sizeBytes, "1.0") },
];
