import type { KindTable } from "../kind.ts";
import { synthetic, text } from "../synthetic.ts";

const KIB = 1024;

/** HFS+: volume header in sector 2. */
function hfsPlus(): Buffer {
  const header = Buffer.alloc(512);
  header.write("H+", 0);
  header.writeUInt16BE(4, 2);
  header.writeUInt32BE(4096, 40);
  header.writeUInt32BE(131_072, 44);
  return header;
}

/** File systems and partition tables that no tool in Debian makes. */
export const syntheticFs: KindTable = {
  packages: [],
  kinds: [
    synthetic("HFS+", "h", "hfsplus", () => [[KIB, hfsPlus()]]),
    synthetic("VxFS", "h", "vxfs", () => [[KIB, text("\xf5\xfc\x01\xa5\x04\x00\x00\x00")]]),
    synthetic("HPFS", "h", "hpfs", () => [[8 * KIB, text("\x49\xe8\x95\xf9\xc5\xe9\x53\xfa\x02")], [8 * KIB + 512, text("\x49\x18\x91\xf9\xc5\x29\x52\xfa")]]),
    synthetic("System V", "h", "sysv", () => [[KIB - 512 + 504, text("\x20\x7e\x18\xfd")]]),
    synthetic("Xenix", "h", "xenix", () => [[2 * KIB, text("\x2b\x55\x44")]]),
    synthetic("NetWare NSS", "h", "nss", () => [[4 * KIB, text("SPB5")]]),
    synthetic("High Sierra", "h", "iso9660", () => [[32 * KIB + 8, text("\x01CDROM\x01")]]),
    synthetic("squashfs 3", "h", "squashfs3", () => [[0, text("sqsh")], [28, text("\x00\x03\x00\x01")]]),
    synthetic("AIX table", "h", "aix", () => [[0, text("\xc9\xc2\xd4\xc1")]]),
    synthetic("Ultrix table", "h", "ultrix", () => [[16_384 - 72, text("\x57\x29\x03\x00\x01\x00\x00\x00")]]),
  ],
};
