import type { KindTable } from "../kind.ts";
import { type Piece, synthetic, text } from "../synthetic.ts";

const KIB = 1024;

/** Four uberblocks in each of ZFS's four labels: two at the start, two at the end. */
function zfs(sizeBytes: number): Piece[] {
  const end = sizeBytes - (sizeBytes % (256 * KIB));
  const uberblocks = Buffer.alloc(4 * KIB);
  for (let at = 0; at < uberblocks.length; at += KIB) {
    uberblocks.writeBigUInt64LE(0x00bab10cn, at);
    uberblocks.writeBigUInt64LE(5000n, at + 8);
    uberblocks.writeBigUInt64LE(1n, at + 16);
  }
  return [0, 256 * KIB, end - 512 * KIB, end - 256 * KIB].map((label): Piece => [label + 128 * KIB, uberblocks]);
}

/** BitLocker of Windows 7 and later: a boot sector that names three places of its metadata. */
function bitlocker(): Piece[] {
  const bootSector = Buffer.alloc(512);
  bootSector.write("\xeb\x58\x90-FVE-FS-", 0, "latin1");
  for (const [index, place] of [32, 48, 56].entries()) bootSector.writeBigUInt64LE(BigInt(place * KIB * KIB), 0xb0 + index * 8);
  bootSector.writeUInt16LE(0xaa55, 510);
  const metadata = Buffer.alloc(64);
  metadata.write("-FVE-FS-", 0);
  metadata.writeUInt16LE(64, 8);
  metadata.writeUInt16LE(2, 10);
  return [[0, bootSector], ...[32, 48, 56].map((place): Piece => [place * KIB * KIB, metadata])];
}

/** Storage that other systems manage, and their encryption. */
export const syntheticVolumes: KindTable = {
  packages: [],
  kinds: [
    synthetic("ZFS", "ht", "zfs_member", zfs),
    synthetic("BitLocker", "he", "BitLocker", bitlocker),
    synthetic("Ceph BlueStore", "h", "ceph_bluestore", () => [[0, text("bluestore block device\n01234567-89ab-cdef-0123-456789abcdef\n")]]),
    synthetic("VMFS member", "e", "VMFS_volume_member", () => [[1024 * KIB, text("\x0d\xd0\x01\xc0")]]),
    synthetic("VMFS", "e", "VMFS", () => [[2048 * KIB, text("\x5e\xf1\xab\x2f")]]),
    synthetic("Oracle ASM", "h", "oracleasm", () => [[32, text("ORCLDISKTEST")]]),
  ],
};
