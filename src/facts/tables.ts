import type { DiskSignature } from "../model/facts.ts";

const GPT_MAGIC = "EFI PART";
const MBR_MAGIC_AT = 510;
const MBR_ENTRIES_AT = 446;
const BLOCK_SIZES = [512, 4096];

/**
 * Partition tables in a disk's first and last bytes, read by ourselves. GPT's header lies in block 1 and its copy in
 * the last block (UEFI specification, 5.3.2), for both usual block sizes, whatever this disk's is: a disk may come from a case that
 * showed it with another. `head` starts at byte 0, `tail` ends at the disk's last byte.
 */
export function partitionTables(head: Uint8Array, tail: Uint8Array, sizeBytes: number): DiskSignature[] {
  const first = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  const last = Buffer.from(tail.buffer, tail.byteOffset, tail.byteLength);
  const found: DiskSignature[] = [];
  for (const block of BLOCK_SIZES) {
    if (textAt(first, block, 8) === GPT_MAGIC) found.push({ source: "gpt", type: "gpt", offset: block });
  }
  for (const block of BLOCK_SIZES) {
    if (block <= last.length && textAt(last, last.length - block, 8) === GPT_MAGIC) found.push({ source: "gpt", type: "gpt", offset: sizeBytes - block });
  }
  if (first.length >= 512 && first.readUInt16LE(MBR_MAGIC_AT) === 0xaa55) found.push({ source: "mbr", type: mbrType(first), offset: MBR_MAGIC_AT });
  return found;
}

/** `PMBR` protects a GPT; `dos` has partitions; 55 AA alone also ends the boot sector of FAT, NTFS and boot loaders. */
function mbrType(head: Buffer): string {
  const types = [0, 1, 2, 3].map((index) => head[MBR_ENTRIES_AT + 16 * index + 4] ?? 0);
  if (types.includes(0xee)) return "PMBR";
  // A boot sector has code where the table would be: entries then start with neither 00 nor 80.
  const active = [0, 1, 2, 3].map((index) => head[MBR_ENTRIES_AT + 16 * index] ?? 0);
  return types.some((type) => type !== 0) && active.every((flag) => flag === 0 || flag === 0x80) ? "dos" : "boot-sector";
}

/** Volume identifier of an ISO 9660 file system (ECMA-119, 8.4: descriptor in sector 16, name at 40, 32 long), or null. */
export function isoLabel(bytes: Uint8Array, start = 32_768): string | null {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (textAt(all, start + 1, 5) !== "CD001") return null;
  return textAt(all, start + 40, 32).trim();
}

function textAt(bytes: Buffer, offset: number, length: number): string {
  return bytes.toString("latin1", offset, offset + length);
}
