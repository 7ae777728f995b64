import type { Host } from "./host.ts";

/** Disks of somebody else's by serial number: how large, and why the agent leaves them alone. */
export const FOREIGN = {
  "raid-1": { mib: 128, reason: "signature" },
  "raid-2": { mib: 128, reason: "signature" },
  "raid-half": { mib: 96, reason: "signature" },
  "lvm-disk": { mib: 256, reason: "signature" },
  "lvm-part": { mib: 128, reason: "partition-table" },
  "swap": { mib: 64, reason: "signature" },
  "data": { mib: 64, reason: "signature" },
} as const;

const DISK = "/dev/disk/by-id/virtio";

/**
 * Two disks of a mirror that is slowed down and stopped long before they are equal, so that whoever starts it goes on writing; one
 * disk of a mirror whose other one is gone.
 */
const ARRAYS = `
modprobe raid1
echo 1 > /proc/sys/dev/raid/speed_limit_min
echo 1 > /proc/sys/dev/raid/speed_limit_max
mdadm --create /dev/md8 --run --level=1 --raid-devices=2 --metadata=1.2 --bitmap=none --homehost=other --name=whole ${DISK}-raid-1 ${DISK}-raid-2
mdadm --create /dev/md9 --run --level=1 --raid-devices=2 --metadata=1.2 --homehost=other --name=half ${DISK}-raid-half missing
mke2fs -q -F /dev/md8
mke2fs -q -F /dev/md9
`;

/** A volume group on a whole disk, with a linear volume and a thin one, and a volume group on a partition. */
const VOLUMES = `
echo type=E6D6D379-F507-44C2-A23C-238F2A3DF928 | sfdisk -q --label gpt ${DISK}-lvm-part
udevadm settle
vgcreate -y whole ${DISK}-lvm-disk
lvcreate -y -n plain -L 32M whole
lvcreate -y --type thin-pool -n pool -L 64M --poolmetadatasize 4M whole
lvcreate -y -n thin -V 128M --thinpool pool whole
vgcreate -y part ${DISK}-lvm-part-part1
lvcreate -y -n plain -L 32M part
for volume in whole/plain whole/thin part/plain; do mke2fs -q -F /dev/$volume; done
`;

/** The logical volumes that are active, one a line. */
export const ACTIVE_VOLUMES = "lvs --noheadings -o vg_name,lv_name -S lv_active=active | awk '{ print $1 \"/\" $2 }'";

/** Stops what of it runs. */
export const letGo = (host: Host): Promise<string> => host.run("vgchange -an whole part && mdadm --stop --scan && sync");

/** Makes them with their own tools, on a host that has those of LVM, and lets go of them. */
export async function makeForeign(host: Host): Promise<void> {
  await host.put("/root/make", `set -e\n${ARRAYS}${VOLUMES}mkswap ${DISK}-swap\nmke2fs -q -F -L data ${DISK}-data\n`);
  await host.run("sh /root/make");
  await letGo(host);
}

/**
 * Maps of the device mapper over some of them, none of which writes: one over another and mounted, one in use as swap, one with a key
 * over a whole disk, and one over a partition. The kernel's names are in the order of the lines.
 */
export const MAPS = `
set -e
map() { echo "0 $(blockdev --getsz "$2") $3" | dmsetup create "$1"; }
map lower ${DISK}-data "linear ${DISK}-data 0"
map 'upper one' /dev/mapper/lower "linear /dev/mapper/lower 0"
map swapped ${DISK}-swap "linear ${DISK}-swap 0"
map keyed ${DISK}-raid-half "crypt aes-xts-plain64 $(printf %064d 7) 0 ${DISK}-raid-half 0"
map part ${DISK}-lvm-part-part1 "linear ${DISK}-lvm-part-part1 0"
mount -o ro /dev/dm-1 /mnt
swapon /dev/mapper/swapped
`;

/** What lets go of them, by disk. */
export const RELEASED_BY = {
  "data": /^umount \/mnt && dmsetup remove --retry \/dev\/dm-1 \/dev\/dm-0 && ramvisor$/,
  "swap": /^swapoff -a && dmsetup remove --retry \/dev\/dm-2 && ramvisor$/,
  "raid-half": /^dmsetup remove --retry \/dev\/dm-3 && ramvisor$/,
  "lvm-part": /^dmsetup remove --retry \/dev\/dm-4 && ramvisor$/,
} as const;

/** udev's rules run again for every disk and partition, as if each had just come. */
export const announce = (host: Host): Promise<string> => host.run("for action in add change; do udevadm trigger --subsystem-match=block --action=$action && udevadm settle; done");

/** A line for each thing that is wrong. Writes and discards are counted in /sys/block (Documentation/block/stat.rst). */
const LOOK = `
own=$(readlink -f ${DISK}-own)
ls -d /sys/block/md* /sys/block/dm-* 2>/dev/null
tail -n +2 /proc/swaps
findmnt -rn -o SOURCE | grep ^/dev/ | grep -v -e ^/dev/loop -e "^$own"
systemctl list-units --all --plain --no-legend 'mdadm-*' 'mdmon*' 'lvm-activate-*'
disks=0
for disk in /sys/block/[sv]d*; do
  [ "/dev/\${disk##*/}" != "$own" ] || continue
  disks=$((disks + 1))
  ls -d $disk/holders/* $disk/*/holders/* 2>/dev/null
  awk -v disk="$disk" '$5 + $7 + $12 + $14 > 0 { print disk " is written to: " $0 }' "$disk/stat"
done
echo "$disks disks"
`;

/**
 * What the host has made of disks that are not its own: arrays and mapped devices, swap areas, mounts, units that are about to make
 * them, holders, and disks that were written to; in the end, how many disks were looked at.
 */
export const touched = async (host: Host): Promise<string[]> => (await host.run(LOOK)).trim().split("\n");
