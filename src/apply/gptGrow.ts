import { crc32 } from "node:zlib";
import type { OpenDisk } from "./blockDevice.ts";
import { Refused } from "./explain.ts";
import { ENTRIES, ENTRY_BYTES, firstGptPartition, type GptPartition, HEADER_BYTES } from "./gpt.ts";

/** Fields of a GPT header (UEFI specification 2.10, 5.3.2), in bytes from its start. */
const AT = { size: 12, crc: 16, own: 24, other: 32, lastUsable: 48, entries: 72, count: 80, entryBytes: 84, entriesCrc: 88 };

interface Copy {
  header: Buffer;
  entries: Buffer;
}

interface Disk {
  /** For the refusals alone. */
  path: string;
  sizeBytes: number;
  logicalBlockBytes: number;
}

const lastBlock = ({ sizeBytes, logicalBlockBytes }: Disk): number => Math.floor(sizeBytes / logicalBlockBytes) - 1;
const entriesBlocks = ({ logicalBlockBytes }: Disk): number => Math.ceil((ENTRIES * ENTRY_BYTES) / logicalBlockBytes);

/**
 * Lets the first partition of a GPT end elsewhere, so that at every moment one copy of the table is whole: the kernel takes the
 * second one where the first is torn. The copy at the end is on stable storage before the one at the start is touched.
 * Returns the partition as it was. `check` may refuse it.
 * @throws Refused where no copy is whole, or the table is not laid out as ours are: one partition, and no other.
 */
export async function growFirst(disk: OpenDisk, place: Disk, sizeBytes: number, check: (found: GptPartition) => void): Promise<GptPartition> {
  const block = place.logicalBlockBytes;
  const first = await readCopy(disk, place, 1);
  const copy = first ?? (await readCopy(disk, place, lastBlock(place)));
  // Read as if it were the first copy, whichever it is.
  const start = copy === null ? null : Buffer.concat([Buffer.alloc(block), headerOf(copy.header, copy.entries, { own: 1, other: lastBlock(place), entries: 2 }), copy.entries]);
  const found = start === null ? null : firstGptPartition(start, block);
  if (copy === null || found === null) throw new Refused({ code: "no-whole-table", path: place.path });
  check(found);
  if (copy.entries.subarray(ENTRY_BYTES, ENTRIES * ENTRY_BYTES).some((byte) => byte !== 0)) throw new Refused({ code: "no-room-behind", path: place.path });
  const end = (found.startByte + sizeBytes) / block - 1;
  if (!Number.isInteger(end) || BigInt(end) > copy.header.readBigUInt64LE(AT.lastUsable)) throw new Refused({ code: "no-room-behind", path: place.path });
  const entries = Buffer.from(copy.entries);
  entries.writeBigUInt64LE(BigInt(end), 40);
  const last = lastBlock(place);
  const behind = last - entriesBlocks(place);
  await disk.write(behind * block, entries);
  await disk.write(last * block, headerOf(copy.header, entries, { own: last, other: 1, entries: behind }));
  await disk.sync();
  await disk.write(2 * block, entries);
  await disk.write(block, headerOf(copy.header, entries, { own: 1, other: last, entries: 2 }));
  await disk.sync();
  return found;
}

/** The copy whose header lies in `block`; null where it is torn, or not one of ours. */
async function readCopy(disk: OpenDisk, place: Disk, block: number): Promise<Copy | null> {
  const bytes = place.logicalBlockBytes;
  const header = Buffer.from(await disk.read(block * bytes, bytes));
  if (header.toString("latin1", 0, 8) !== "EFI PART" || header.readUInt32LE(AT.size) !== HEADER_BYTES || header.readUInt32LE(AT.crc) !== crcOf(header)) return null;
  if (header.readUInt32LE(AT.count) !== ENTRIES || header.readUInt32LE(AT.entryBytes) !== ENTRY_BYTES || header.readBigUInt64LE(AT.own) !== BigInt(block)) return null;
  const entries = Buffer.from(await disk.read(Number(header.readBigUInt64LE(AT.entries)) * bytes, entriesBlocks(place) * bytes));
  return crc32(entries.subarray(0, ENTRIES * ENTRY_BYTES)) === header.readUInt32LE(AT.entriesCrc) ? { header, entries } : null;
}

function headerOf(from: Buffer, entries: Buffer, at: { own: number; other: number; entries: number }): Buffer {
  const header = Buffer.from(from);
  header.writeBigUInt64LE(BigInt(at.own), AT.own);
  header.writeBigUInt64LE(BigInt(at.other), AT.other);
  header.writeBigUInt64LE(BigInt(at.entries), AT.entries);
  header.writeUInt32LE(crc32(entries.subarray(0, ENTRIES * ENTRY_BYTES)), AT.entriesCrc);
  header.writeUInt32LE(crcOf(header), AT.crc);
  return header;
}

/** The checksum of a header is made with its own field zero. */
function crcOf(header: Buffer): number {
  const bare = Buffer.from(header.subarray(0, HEADER_BYTES));
  bare.writeUInt32LE(0, AT.crc);
  return crc32(bare);
}
