import { shell, type KindTable } from "../kind.ts";

const pv = (options: string): ReturnType<typeof shell> =>
  shell(`pvcreate -ff -y ${options} --config 'devices { use_devicesfile = 0 filter = [ "a|^/dev/loop|" ] }' "$DISK" 2>pv.log || { cat pv.log >&2; exit 1; }`);
const drbd = (line: string): ReturnType<typeof shell> => shell(`yes yes | drbdmeta --force 0 ${line} >drbd.log 2>&1 || { cat drbd.log >&2; exit 1; }`);

/** Volume managers, mirrors over the network, caches. */
export const volumes: KindTable = {
  packages: ["lvm2", "drbd-utils", "bcache-tools"],
  kinds: [
    { kind: "LVM2", where: "h", make: pv("") },
    { kind: "LVM2", as: "metadata twice", where: "ht", make: pv("--metadatacopies 2") },
    { kind: "LVM2", as: "no metadata", where: "h", make: pv("--metadatacopies 0") },
    { kind: "LVM2", as: "label in sector 0", where: "h", make: pv("--labelsector 0") },
    { kind: "LVM2", as: "label in sector 3", where: "h", make: pv("--labelsector 3") },
    { kind: "DRBD 8.4", where: "t", make: drbd('v08 "$DISK" internal create-md') },
    { kind: "DRBD 8.4", as: "metadata outside", where: "h", make: drbd('v08 "$DISK" 0 create-md') },
    { kind: "DRBD 9", where: "t", make: drbd('v09 "$DISK" internal create-md 1') },
    { kind: "DRBD 9", as: "metadata outside, seven peers", where: "h", make: drbd('v09 "$DISK" 0 create-md 7') },
    { kind: "DRBD 0.7", where: "m", known: true, make: drbd('v07 "$DISK" internal create-md') },
    { kind: "bcache", as: "backing", where: "h", make: shell('make-bcache -B "$DISK"') },
    { kind: "bcache", as: "cache", where: "h", make: shell('make-bcache -C "$DISK"') },
  ],
};
