import { shell, type KindTable } from "../kind.ts";

/** dosfstools. */
export const fat: KindTable = {
  packages: ["dosfstools"],
  kinds: [
    { kind: "FAT12", where: "h", make: shell('mkfs.fat -F 12 -s 64 "$DISK" 65536') },
    { kind: "FAT16", where: "h", make: shell('mkfs.fat -F 16 "$DISK"') },
    { kind: "FAT32", where: "h", make: shell('mkfs.fat -F 32 "$DISK"') },
    { kind: "FAT16", as: "as Atari has it", where: "h", make: shell('mkfs.fat -A "$DISK" 30000') },
    { kind: "FAT16", as: "no boot signature", where: "h", make: shell('mkfs.fat -F 16 "$DISK"; printf "\\000\\000" | dd of="$DISK" bs=1 seek=510 conv=notrunc status=none') },
  ],
};
