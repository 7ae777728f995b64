import { image, shell, type KindTable } from "../kind.ts";

const udf = (as: string, where: string, options: string, only512?: true): KindTable["kinds"][number] =>
  ({ kind: "UDF", as, where, ...(only512 === undefined ? {} : { only512 }), make: shell(`mkudffs ${options} "$DISK"`) });

/** File systems that other systems use. */
export const others: KindTable = {
  packages: ["ntfs-3g", "exfatprogs", "udftools", "hfsutils", "apfsprogs", "makefs", "cpmtools"],
  kinds: [
    { kind: "NTFS", where: "hmt", make: shell('mkntfs -q -F -Q "$DISK"') },
    { kind: "NTFS", as: "clusters of 64 KiB", where: "hmt", make: shell('mkntfs -q -F -Q -c 65536 "$DISK"') },
    { kind: "exFAT", where: "he", make: shell('mkfs.exfat "$DISK"') },
    { kind: "exFAT", as: "clusters of 128 KiB", where: "he", make: shell('mkfs.exfat -c 128K "$DISK"') },
    udf("1.02", "ht", "--media-type=hd --udfrev=1.02"),
    udf("1.50", "ht", "--media-type=hd --udfrev=1.50"),
    udf("2.01", "ht", "--media-type=hd --udfrev=2.01"),
    udf("2.01, blocks of 512", "ht", "--media-type=hd --udfrev=2.01 --blocksize=512", true),
    udf("2.01, blocks of 4096", "het", "--media-type=hd --udfrev=2.01 --blocksize=4096"),
    udf("2.01, as on a CD-RW", "het", "--media-type=cdrw --udfrev=2.01 --blocksize=2048", true),
    udf("1.50, as on a DVD-RAM", "ht", "--media-type=dvdram --udfrev=1.50 --blocksize=2048", true),
    { kind: "HFS", where: "het", only512: true, make: shell('hformat -f -l TEST "$DISK"') },
    { kind: "APFS", where: "hm", make: shell('mkapfs "$DISK"') },
    { kind: "APFS", as: "case-sensitive", where: "hm", make: shell('mkapfs -s "$DISK"') },
    { kind: "UFS1", where: "he", make: image("makefs -t ffs -o version=1 -s 64m out src") },
    { kind: "UFS2", where: "he", make: image("makefs -t ffs -o version=2 -s 64m out src") },
    { kind: "UFS1", as: "big endian", where: "he", make: image("makefs -t ffs -B be -o version=1 -s 64m out src") },
    { kind: "ISO 9660", as: "by makefs", where: "h", make: image("makefs -t cd9660 out src") },
    { kind: "CP/M 2.2", where: "h", make: image("mkfs.cpm -f ibm-3740 out") },
    { kind: "CP/M 3", where: "h", make: image("mkfs.cpm -f pcw out") },
  ],
};
