import { shell, type KindTable } from "../kind.ts";

const label = (type: string): ReturnType<typeof shell> => shell(`parted -s "$DISK" mklabel ${type}`);

/** Partition tables of other machines. */
export const parted: KindTable = {
  packages: ["parted", "gdisk", "dosfstools", "amiga-fdisk-cross"],
  kinds: [
    { kind: "Amiga RDB", where: "h", wholeOnly: true, make: label("amiga") },
    { kind: "Atari AHDI", where: "h", wholeOnly: true, only512: true, make: label("atari") },
    { kind: "BSD label", where: "h", wholeOnly: true, make: label("bsd") },
    { kind: "SGI label", as: "by parted", where: "h", wholeOnly: true, make: label("dvh") },
    { kind: "GPT", as: "by parted", where: "ht", wholeOnly: true, make: label("gpt") },
    { kind: "loop label", where: "h", wholeOnly: true, make: label("loop") },
    { kind: "Mac partition map", where: "h", wholeOnly: true, make: label("mac") },
    { kind: "DOS table", as: "by parted", where: "h", wholeOnly: true, make: label("msdos") },
    { kind: "PC-98 table", where: "h", wholeOnly: true, only512: true, make: label("pc98") },
    { kind: "Sun label", as: "by parted", where: "h", wholeOnly: true, make: label("sun") },
    { kind: "Mac partition map", as: "with a partition", where: "h", wholeOnly: true, make: shell('parted -s "$DISK" mklabel mac mkpart test hfs 20M 300M') },
    { kind: "GPT", as: "by sgdisk", where: "ht", wholeOnly: true, make: shell('sgdisk -n 1:0:+200M -n 2:0:0 "$DISK"') },
    { kind: "GPT", as: "hybrid MBR", where: "ht", wholeOnly: true, make: shell('sgdisk -n 1:0:+200M -n 2:0:0 -h 1 "$DISK"') },
    { kind: "GPT", as: "with a FAT system partition", where: "het", wholeOnly: true, only512: true, make: shell('sgdisk -n 1:2M:+100M -t 1:ef00 "$DISK"; mkfs.fat -F 32 --offset 4096 "$DISK" 102400') },
  ],
};
