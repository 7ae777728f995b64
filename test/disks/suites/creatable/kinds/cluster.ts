import { shell, type KindTable } from "../kind.ts";

/** File systems of clusters. */
export const cluster: KindTable = {
  packages: ["ocfs2-tools", "gfs2-utils"],
  kinds: [
    { kind: "OCFS2", where: "hem", only512: true, make: shell('mkfs.ocfs2 -q -F -M local -b 4096 -N 1 "$DISK"') },
    { kind: "OCFS2", as: "blocks of 1 KiB, two nodes", where: "hem", only512: true, make: shell('mkfs.ocfs2 -q -F -M local -b 1024 -C 4096 -N 2 "$DISK"') },
    { kind: "GFS2", where: "hem", make: shell('mkfs.gfs2 -q -O -p lock_nolock -j 1 -J 8 "$DISK"') },
    { kind: "GFS2", as: "of a cluster", where: "hem", make: shell('mkfs.gfs2 -q -O -p lock_dlm -t test:disk -j 2 -J 8 "$DISK"') },
  ],
};
