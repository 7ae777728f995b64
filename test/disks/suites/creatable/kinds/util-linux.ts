import { image, shell, type KindTable } from "../kind.ts";

/** What util-linux makes by itself. */
export const utilLinux: KindTable = {
  packages: ["util-linux"],
  kinds: [
    { kind: "minix 1", where: "h", only512: true, make: shell('mkfs.minix -1 "$DISK" 20000') },
    { kind: "minix 1", as: "names of 14", where: "h", only512: true, make: shell('mkfs.minix -1 -n 14 "$DISK" 20000') },
    { kind: "minix 2", where: "he", only512: true, make: shell('mkfs.minix -2 "$DISK"') },
    { kind: "minix 3", where: "he", only512: true, make: shell('mkfs.minix -3 "$DISK"') },
    { kind: "SCO BFS", where: "h", only512: true, make: shell('mkfs.bfs -V TEST -F TEST "$DISK"') },
    { kind: "cramfs", where: "h", make: image("mkfs.cramfs src out") },
    { kind: "cramfs", as: "big endian", where: "h", make: image("mkfs.cramfs -N big src out") },
    { kind: "swap", where: "h", make: shell('mkswap "$DISK"') },
    { kind: "swap", as: "pages of 64 KiB", where: "h", make: shell('mkswap -p 65536 "$DISK"') },
    { kind: "swap", as: "labelled", where: "h", make: shell('mkswap -L test "$DISK"') },
    { kind: "swap", as: "with a sleeping system in it", where: "h", make: shell('mkswap "$DISK"; printf S1SUSPEND | dd of="$DISK" bs=1 seek=4086 conv=notrunc status=none') },
  ],
};
