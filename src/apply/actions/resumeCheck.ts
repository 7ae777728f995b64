import { MARKER_BYTES, MARKER_OFFSET } from "../../marker/index.ts";
import { SECRET_BYTES, SECRET_OFFSET } from "../../peers/secretBlock.ts";
import type { OpenDisk } from "../blockDevice.ts";
import { Refused } from "../explain.ts";
import { readExt4, SUPERBLOCK } from "../ext4.ts";
import { ENTRIES, ENTRY_BYTES, guidBytes, HEADER_BYTES, partitionType } from "../gpt.ts";
import type { Claim } from "./claimChecks.ts";

/**
 * Read again at either end before the first write. The facts looked at 64 MiB at both ends moments ago; this
 * finds what another program has written since: every table, label and superblock in use has a part in these.
 */
export const RECHECK_BYTES = 4 * 1024 * 1024;
const CHUNK_BYTES = 64 * 1024;
/** The block that a pool's file system begins with: 1 KiB of nothing, the superblock in 1 KiB, nothing. */
const FIRST_BLOCK_BYTES = 4096;

/** What may stand in a stretch of the disk, byte by byte: the expected byte or zero, as a power cut leaves it; or anything. */
interface Expected {
  bytes: Buffer;
  anything: Uint8Array;
}

/**
 * A claim that was cut off is finished only where nobody has used the disk since: its marker outlives a table and file systems that
 * begin at 1 MiB, as other systems make them. In front of the partition, and behind it at the disk's end, there may be any part of
 * the claim's own table (UEFI specification 2.10, 5.2 and 5.3), its marker, a pair's secret, and zeros. The partition may begin with the
 * claim's own file system, as long as nobody has mounted it; of a mirror, whose superblock lies in the second block, with nothing.
 * @throws Refused with the offset of the first byte that is something else
 */
export async function mustBeCutOff(disk: OpenDisk, path: string, step: Claim): Promise<void> {
  const { partition, sizeBytes, logicalBlockBytes: block } = step;
  const head = nothing(partition.startByte);
  head.anything.fill(1, MARKER_OFFSET, MARKER_OFFSET + MARKER_BYTES);
  if (step.pair !== undefined) head.anything.fill(1, SECRET_OFFSET, SECRET_OFFSET + SECRET_BYTES);
  protective(head);
  header(head, block, step);
  entries(head, 2 * block, step);
  await mustBe(disk, path, 0, head, step.id);

  // A side of a pair may have been filled from the other one meanwhile.
  if (step.pair === undefined) await mustBegin(disk, path, step);

  const from = Math.max(partition.startByte + partition.sizeBytes, sizeBytes - RECHECK_BYTES);
  const tail = nothing(Math.max(0, sizeBytes - from));
  const last = Math.floor(sizeBytes / block) * block - block - from;
  const first = last - Math.ceil((ENTRIES * ENTRY_BYTES) / block) * block;
  if (first < 0) return;
  header(tail, last, step);
  entries(tail, first, step);
  await mustBe(disk, path, from, tail, step.id);
}

async function mustBegin(disk: OpenDisk, path: string, { id, partition: { startByte }, filesystemUuid, mirror }: Claim): Promise<void> {
  const block = await disk.read(startByte, FIRST_BLOCK_BYTES);
  const made = mirror === undefined ? readExt4(block) : null;
  const ours = made !== null && made.uuid === filesystemUuid && !made.wasMounted;
  // Of a superblock that a power cut has torn the second sector may be there alone.
  const from = ours ? SUPERBLOCK.from : made === null && mirror === undefined ? SUPERBLOCK.middle : SUPERBLOCK.to;
  const odd = block.findIndex((byte, at) => byte !== 0 && (at < from || at >= SUPERBLOCK.to));
  if (odd >= 0) throw new Refused({ code: "used-since", path, offset: startByte + odd, id });
}

const nothing = (length: number): Expected => ({ bytes: Buffer.alloc(length), anything: new Uint8Array(length) });

/** The protective MBR: one entry, of type 0xEE, and no boot code. */
function protective({ bytes, anything }: Expected): void {
  anything.fill(1, 446, 462);
  anything.fill(0, 450, 451);
  bytes[450] = 0xee;
  bytes.writeUInt16LE(0xaa55, 510);
}

function header({ bytes, anything }: Expected, at: number, { diskUuid }: Claim): void {
  anything.fill(1, at + 8, at + HEADER_BYTES);
  anything.fill(0, at + 56, at + 72);
  bytes.write("EFI PART", at, "latin1");
  guidBytes(diskUuid).copy(bytes, at + 56);
}

/** One partition, and no other. */
function entries({ bytes, anything }: Expected, at: number, step: Claim): void {
  anything.fill(1, at + 32, at + ENTRY_BYTES);
  guidBytes(partitionType(step)).copy(bytes, at);
  guidBytes(step.partitionUuid).copy(bytes, at + 16);
}

async function mustBe(disk: OpenDisk, path: string, from: number, { bytes, anything }: Expected, id: string): Promise<void> {
  for (let offset = 0; offset < bytes.length; offset += CHUNK_BYTES) {
    const found = await disk.read(from + offset, Math.min(CHUNK_BYTES, bytes.length - offset));
    const odd = found.findIndex((byte, place) => byte !== 0 && anything[offset + place] !== 1 && byte !== bytes[offset + place]);
    if (odd >= 0) throw new Refused({ code: "used-since", path, offset: from + offset + odd, id });
  }
}
