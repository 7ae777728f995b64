import { shell, type KindTable } from "../kind.ts";

/** Disks that hold little more than what starts a machine. */
export const boot: KindTable = {
  packages: ["grub-pc-bin", "grub-common", "syslinux", "extlinux", "syslinux-common", "mbr", "mtools", "u-boot-tools", "dosfstools"],
  kinds: [
    { kind: "GRUB", as: "boot sector", where: "h", make: shell('dd if=/usr/lib/grub/i386-pc/boot.img of="$DISK" conv=notrunc status=none') },
    { kind: "GRUB", as: "core image alone", where: "h", make: shell('grub-mkimage -O i386-pc -p /boot/grub -o core biosdisk part_msdos ext2; dd if=core of="$DISK" seek=1 conv=notrunc status=none') },
    { kind: "MBR by install-mbr", where: "h", wholeOnly: true, only512: true, make: shell('install-mbr --force "$DISK"') },
    { kind: "SYSLINUX", as: "master boot record", where: "h", make: shell('dd if=/usr/lib/syslinux/mbr/mbr.bin of="$DISK" conv=notrunc status=none') },
    { kind: "SYSLINUX", as: "boot record for GPT", where: "h", make: shell('dd if=/usr/lib/syslinux/mbr/gptmbr.bin of="$DISK" conv=notrunc status=none') },
    { kind: "SYSLINUX", as: "on FAT", where: "he", only512: true, make: shell('mkfs.fat "$DISK"; syslinux --install "$DISK"') },
    { kind: "U-Boot image", where: "h", make: shell('mkimage -A arm -O linux -T kernel -C none -n test -d src/numbers out; dd if=out of="$DISK" conv=notrunc status=none') },
    { kind: "U-Boot environment", where: "h", make: shell('echo bootdelay=3 | mkenvimage -s 16384 -o out -; dd if=out of="$DISK" conv=notrunc status=none') },
  ],
};
