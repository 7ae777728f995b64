import { shell, type KindTable } from "../kind.ts";

const sfdisk = (script: string, after = ""): ReturnType<typeof shell> => shell(`printf '${script}' | sfdisk -q "$DISK"; ${after}`);
const zero = (bs: string, options: string): string => `dd if=/dev/zero of="$DISK" bs=${bs} ${options} conv=notrunc status=none`;
const GPT = "label: gpt\\n- 200M L -\\n- - L -\\n";
const DOS = "label: dos\\n- 200M L *\\n- - L -\\n";

/** Partition tables by util-linux, whole and broken. */
export const tables: KindTable = {
  packages: ["fdisk"],
  kinds: [
    { kind: "GPT", where: "ht", wholeOnly: true, make: sfdisk(GPT) },
    { kind: "GPT", as: "empty", where: "ht", wholeOnly: true, make: sfdisk("label: gpt\\n") },
    { kind: "GPT", as: "first copy broken", where: "ht", wholeOnly: true, make: sfdisk(GPT, 'printf XXXX | dd of="$DISK" bs=1 seek=4108 conv=notrunc status=none; printf XXXX | dd of="$DISK" bs=1 seek=524 conv=notrunc status=none') },
    { kind: "GPT", as: "without its protecting MBR", where: "ht", wholeOnly: true, make: sfdisk(GPT, zero("512", "count=1")) },
    { kind: "GPT", as: "second copy alone", where: "t", wholeOnly: true, make: sfdisk(GPT, zero("1M", "count=1")) },
    { kind: "GPT", as: "first copy alone", where: "h", wholeOnly: true, make: sfdisk(GPT, zero("1M", "seek=511 count=1")) },
    { kind: "GPT", as: "entries alone, headers wiped", where: "ht", wholeOnly: true, only512: true, make: sfdisk(GPT, `${zero("512", "count=2")}; ${zero("512", "seek=1048575 count=1")}`) },
    { kind: "protecting MBR", where: "h", wholeOnly: true, only512: true, make: sfdisk(GPT, `${zero("512", "seek=1 count=2047")}; ${zero("1M", "seek=511 count=1")}`) },
    { kind: "DOS table", where: "h", wholeOnly: true, make: sfdisk(DOS) },
    { kind: "DOS table", as: "empty", where: "h", wholeOnly: true, make: sfdisk("label: dos\\n") },
    { kind: "DOS table", as: "logical partitions", where: "hem", wholeOnly: true, make: sfdisk("label: dos\\n20M 400M E -\\n21M 100M L -\\n130M 100M L -\\n") },
    { kind: "DOS table", as: "no boot signature", where: "h", wholeOnly: true, make: sfdisk(DOS, zero("1", "seek=510 count=2")) },
    { kind: "DOS table", as: "a type that nobody uses, one sector", where: "h", wholeOnly: true, make: sfdisk("label: dos\\n2048 2048 f3 -\\n") },
    { kind: "Sun label", where: "h", wholeOnly: true, make: sfdisk("label: sun\\n") },
    { kind: "SGI label", where: "h", wholeOnly: true, make: sfdisk("label: sgi\\n") },
    { kind: "BSD label", as: "in a DOS partition", where: "he", wholeOnly: true, only512: true, make: sfdisk("label: dos\\n2048 - a5 -\\n", 'printf "b\\ny\\nw\\nq\\n" | fdisk "$DISK"') },
  ],
};
