import { image, type KindTable } from "../kind.ts";

/** File systems that are written once, as images. */
export const readOnly: KindTable = {
  packages: ["squashfs-tools", "erofs-utils", "genromfs", "genisoimage", "xorriso", "isolinux", "syslinux-utils"],
  kinds: [
    ...["gzip", "xz", "zstd", "lzo", "lz4", "lzma"].map((how) => ({ kind: "squashfs", as: how, where: "h", make: image(`mksquashfs src out -quiet -no-progress -comp ${how}`) })),
    { kind: "EROFS", where: "h", make: image("mkfs.erofs --quiet out src") },
    { kind: "EROFS", as: "lz4hc", where: "h", make: image("mkfs.erofs --quiet -zlz4hc out src") },
    { kind: "romfs", where: "h", make: image("genromfs -f out -d src") },
    { kind: "ISO 9660", where: "h", make: image("genisoimage -quiet -o out src") },
    { kind: "ISO 9660", as: "Joliet, Rock Ridge", where: "h", make: image("genisoimage -quiet -J -R -o out src") },
    { kind: "ISO 9660", as: "with UDF", where: "h", make: image("genisoimage -quiet -udf -o out src") },
    { kind: "ISO 9660", as: "with HFS", where: "h", make: image("genisoimage -quiet -hfs -o out src") },
    { kind: "ISO 9660", as: "by xorriso, level 3", where: "h", make: image("xorriso -as mkisofs -quiet -iso-level 3 -J -R -o out src") },
    { kind: "isohybrid", where: "h", make: image("cp /usr/lib/ISOLINUX/isolinux.bin src/; xorriso -as mkisofs -quiet -b isolinux.bin -c boot.cat -no-emul-boot -boot-load-size 4 -boot-info-table -isohybrid-mbr /usr/lib/ISOLINUX/isohdpfx.bin -o out src") },
    { kind: "ISO 9660", as: "started from El Torito alone", where: "h", make: image("cp /usr/lib/ISOLINUX/isolinux.bin src/; genisoimage -quiet -b isolinux.bin -c boot.cat -no-emul-boot -boot-load-size 4 -boot-info-table -o out src") },
  ],
};
