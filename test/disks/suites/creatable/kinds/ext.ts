import { shell, type KindTable } from "../kind.ts";

/** e2fsprogs. */
export const ext: KindTable = {
  packages: ["e2fsprogs"],
  kinds: [
    { kind: "ext2", where: "hem", make: shell('mkfs.ext2 -q -F "$DISK"') },
    { kind: "ext3", where: "hem", make: shell('mkfs.ext3 -q -F "$DISK"') },
    { kind: "ext4", where: "hem", make: shell('mkfs.ext4 -q -F "$DISK"') },
    { kind: "ext4", as: "with files", where: "hem", make: shell('mkfs.ext4 -q -F -d src "$DISK"') },
    { kind: "ext4", as: "blocks of 1 KiB", only512: true, where: "hem", make: shell('mkfs.ext4 -q -F -b 1024 "$DISK"') },
    { kind: "ext4", as: "bigalloc", where: "he", make: shell('mkfs.ext4 -q -F -O bigalloc "$DISK"') },
    { kind: "ext4", as: "no journal, no checksums, one superblock copy", where: "hem", make: shell('mkfs.ext4 -q -F -O "^has_journal,^metadata_csum,sparse_super2" "$DISK"') },
    { kind: "ext journal", as: "outside its file system", where: "h", make: shell('mke2fs -q -F -O journal_dev "$DISK"') },
  ],
};
