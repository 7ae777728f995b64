import type { RaidMember } from "../model/facts.ts";
import { uuidText } from "../model/uuidText.ts";

/** Where the one partition of a claimed disk begins, in bytes. */
export const PARTITION_START = 1_048_576;
/** Where metadata 1.2 lies in a member, and as much of it as is ever used, in bytes (md(4), "1.2": 4 KiB from the start). */
export const SUPERBLOCK_OFFSET = 4096;
export const SUPERBLOCK_BYTES = 4096;

const MAGIC = 0xa92b4efc;
const FIXED_BYTES = 256;
/** MD_FEATURE_RECOVERY_OFFSET: what lies behind recovery_offset has not been rebuilt yet. */
const FEATURE_RECOVERY_OFFSET = 2;
/** MD_FEATURE_BAD_BLOCKS: written only where the list of blocks that could not be written is not empty (super_1_sync, drivers/md/md.c). */
const FEATURE_BAD_BLOCKS = 8;
/** dev_roles of a spare is 0xffff, of a faulty one 0xfffe, of a journal 0xfffd: what is above is no role. */
const LARGEST_ROLE = 0xff00;
const AT = { majorVersion: 4, features: 8, uuid: 16, level: 72, raidDisks: 92, deviceNumber: 160, updated: 192, events: 200, checksum: 216, maxDevices: 220 };

/**
 * Reads a version-1 md superblock (struct mdp_superblock_1, Linux include/uapi/linux/raid/md_p.h; little endian).
 * Null where there is none, or its checksum is wrong: what cannot be trusted whole is not trusted at all. Never throws.
 */
export function parseSuperblock(bytes: Uint8Array): RaidMember | null {
  const block = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (block.length < FIXED_BYTES || block.readUInt32LE(0) !== MAGIC || block.readUInt32LE(AT.majorVersion) !== 1) return null;
  const maxDevices = block.readUInt32LE(AT.maxDevices);
  const end = FIXED_BYTES + 2 * maxDevices;
  if (end > block.length || checksum(block.subarray(0, end)) !== block.readUInt32LE(AT.checksum)) return null;

  const roles = Array.from({ length: maxDevices }, (_, number) => block.readUInt16LE(FIXED_BYTES + 2 * number));
  const number = block.readUInt32LE(AT.deviceNumber);
  const own = roles[number];
  const raidDisks = block.readUInt32LE(AT.raidDisks);
  return {
    uuid: uuidText(block.toString("hex", AT.uuid, AT.uuid + 16)),
    events: Number(block.readBigUInt64LE(AT.events)),
    slot: own === undefined || own > LARGEST_ROLE ? null : own,
    active: [...new Set(roles.filter((role) => role <= LARGEST_ROLE))].sort((a, b) => a - b),
    number,
    holders: Array.from({ length: Math.min(raidDisks, maxDevices) }, (_, role) => { const holder = roles.indexOf(role); return holder < 0 ? null : holder; }),
    level: block.readInt32LE(AT.level),
    raidDisks,
    rebuilding: (block.readUInt32LE(AT.features) & FEATURE_RECOVERY_OFFSET) !== 0,
    // 40 bits of seconds, 24 of microseconds.
    updated: new Date(Number(block.readBigUInt64LE(AT.updated) & 0xff_ffff_ffffn) * 1000).toISOString(),
  };
}

/**
 * True where `one` takes this very disk for the working member in that slot. The slot alone would not tell: a disk that has joined in another's
 * place has its slot, and a number of its own, from the number of disks up (bind_rdev_to_array(), drivers/md/md.c).
 */
export function countsIn(one: RaidMember, slot: number, other: RaidMember): boolean {
  if (one.holders === undefined || other.number === undefined) return one.active.includes(slot);
  return one.holders[slot] === other.number;
}

/** Whether a member lacks single blocks, which only the other one has; of a block that parseSuperblock() takes. */
export function lacksBlocks(bytes: Uint8Array): boolean {
  return (Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).readUInt32LE(AT.features) & FEATURE_BAD_BLOCKS) !== 0;
}

/** Sum of all 32-bit words (and a last half word), the checksum's own taken as 0, folded once (drivers/md/md.c, calc_sb_1_csum). */
export function checksum(block: Buffer): number {
  let sum = 0n;
  for (let offset = 0; offset + 4 <= block.length; offset += 4) if (offset !== AT.checksum) sum += BigInt(block.readUInt32LE(offset));
  if (block.length % 4 === 2) sum += BigInt(block.readUInt16LE(block.length - 2));
  return Number(((sum & 0xffff_ffffn) + (sum >> 32n)) & 0xffff_ffffn);
}
