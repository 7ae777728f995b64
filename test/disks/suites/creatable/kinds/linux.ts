import { shell, type KindTable } from "../kind.ts";

/** Linux's other file systems, each by its own tools. */
export const linux: KindTable = {
  packages: ["xfsprogs", "btrfs-progs", "f2fs-tools", "jfsutils", "reiserfsprogs", "reiser4progs", "nilfs-tools"],
  kinds: [
    { kind: "XFS", where: "hm", known: true, make: shell('mkfs.xfs -q -f "$DISK"') },
    { kind: "XFS", as: "version 4", where: "hm", known: true, make: shell('mkfs.xfs -q -f -m crc=0 "$DISK"') },
    { kind: "XFS log", as: "outside its file system", only512: true, where: "h", make: shell('truncate -s 512M data; mkfs.xfs -q -f -l logdev="$DISK",size=64m data') },
    { kind: "btrfs", where: "hem", make: shell('mkfs.btrfs -q -f "$DISK"') },
    { kind: "btrfs", as: "mixed groups", where: "hem", make: shell('mkfs.btrfs -q -f --mixed "$DISK"') },
    { kind: "btrfs", as: "xxhash, with files", where: "hem", make: shell('mkfs.btrfs -q -f --csum xxhash -r src "$DISK"') },
    { kind: "btrfs", as: "old features", where: "hem", make: shell('mkfs.btrfs -q -f -O "^extref,^skinny-metadata,^no-holes" -R "^free-space-tree" "$DISK"') },
    { kind: "btrfs", as: "one of two", where: "hem", make: shell('truncate -s "$SIZE" other; mkfs.btrfs -q -f -d raid1 -m raid1 "$DISK" other') },
    { kind: "F2FS", where: "he", make: shell('mkfs.f2fs -q -f "$DISK"') },
    { kind: "F2FS", as: "checksums, encryption", where: "he", make: shell('mkfs.f2fs -q -f -O extra_attr,inode_checksum,sb_checksum,encrypt "$DISK"') },
    { kind: "JFS", where: "het", only512: true, make: shell('mkfs.jfs -q "$DISK"') },
    { kind: "JFS log", as: "outside its file system", only512: true, where: "hem", make: shell('yes | mkfs.jfs -J journal_dev "$DISK"') },
    { kind: "ReiserFS 3.6", where: "hem", make: shell('mkfs.reiserfs -q -ff "$DISK"') },
    { kind: "ReiserFS 3.5", where: "hem", make: shell('mkfs.reiserfs -q -ff --format 3.5 "$DISK"') },
    { kind: "Reiser4", where: "hmt", make: shell('mkfs.reiser4 -f -y "$DISK"') },
    { kind: "NILFS2", where: "ht", make: shell('mkfs.nilfs2 -q -f "$DISK"') },
  ],
};
