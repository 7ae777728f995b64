import { image, type KindTable } from "../kind.ts";

/** What lies on raw flash, copied to a disk. */
export const flash: KindTable = {
  packages: ["mtd-utils"],
  kinds: [
    { kind: "JFFS2", where: "h", make: image("mkfs.jffs2 -l -r src -o out") },
    { kind: "JFFS2", as: "big endian", where: "h", make: image("mkfs.jffs2 -b -r src -o out") },
    { kind: "UBIFS", where: "he", make: image("mkfs.ubifs -m 2048 -e 126976 -c 1000 -r src -o out") },
    { kind: "UBI", where: "he", make: image('mkfs.ubifs -m 2048 -e 126976 -c 1000 -r src -o in; printf "[u]\\nmode=ubi\\nimage=in\\nvol_id=0\\nvol_type=dynamic\\nvol_name=x\\nvol_size=64MiB\\n" > ini; ubinize -o out -m 2048 -p 128KiB ini') },
  ],
};
