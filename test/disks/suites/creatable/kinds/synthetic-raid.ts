import type { KindTable } from "../kind.ts";
import { mdV090, mdV1 } from "../md.ts";
import { type Piece, synthetic, text, words } from "../synthetic.ts";

const SECTOR = 512;
const md = ({ offset, bytes }: { offset: number; bytes: Buffer }): Piece[] => [[offset, bytes]];

/** SNIA's DDF: an anchor in the last sector that names the primary header. */
function ddf(sizeBytes: number): Piece[] {
  const header = Buffer.alloc(SECTOR);
  header.writeUInt32BE(0xde11de11, 0);
  header.write("LSI     0123456789abcdef", 8);
  header.write("01.02.00", 32);
  const primary = sizeBytes / SECTOR - 65;
  header.writeBigUInt64BE(BigInt(primary), 96);
  return [[primary * SECTOR, header], [-SECTOR, header]];
}

/** Members of a RAID: md's, which `mdadm --examine` reads too, and those of controllers' firmware. */
export const syntheticRaid: KindTable = {
  packages: ["mdadm"],
  kinds: [
    synthetic("md RAID", "t", "linux_raid_member", (size) => md(mdV090(size)), "0.90"),
    synthetic("md RAID", "t", "linux_raid_member", (size) => md(mdV1(size, "1.0")), "1.0"),
    synthetic("md RAID", "h", "linux_raid_member", (size) => md(mdV1(size, "1.1")), "1.1"),
    synthetic("md RAID", "h", "linux_raid_member", (size) => md(mdV1(size, "1.2")), "1.2"),
    // It counts in the disk's own blocks; Intel's firmware knows none of 4096 bytes.
    { ...synthetic("Intel RAID", "t", "isw_raid_member", () => [[-1024, text("Intel Raid ISM Cfg Sig. 1.3.00")]]), only512: true },
    synthetic("DDF RAID", "t", "ddf_raid_member", ddf),
    synthetic("LSI MegaRAID", "t", "lsi_mega_raid_member", () => [[-SECTOR, text("$XIDE$")]]),
    synthetic("Promise FastTrak", "t", "promise_fasttrack_raid_member", () => [[-63 * SECTOR, text("Promise Technology, Inc.")]]),
    synthetic("HighPoint 37x", "h", "hpt37x_raid_member", () => [[9 * SECTOR, words(SECTOR, [[32, 0x5a7816f0]])]]),
    synthetic("HighPoint 45x", "t", "hpt45x_raid_member", () => [[-11 * SECTOR, words(SECTOR, [[0, 0x5a7816f3]])]]),
    synthetic("LVM1", "h", "LVM1_member", () => [[0, text("HM\x01\x00")], [0x2c, text("0123456789abcdefghijklmnopqrstuv")]]),
    synthetic("device mapper snapshot", "h", "DM_snapshot_cow", () => [[0, text("SnAp\x01\x00\x00\x00")]]),
  ],
};
