#!/bin/busybox sh
# The lab's first process: Debian's root file system from two read-only disks, then commands from a virtio port, one after
# the other. No systemd: what is tried is DRBD and the agent. This much is done once and kept; each start goes on from here.
bb=/bin/busybox
$bb mkdir -p /proc /sys /dev /run /base /rest /ram /root
$bb mount -t proc proc /proc
$bb mount -t sysfs sysfs /sys
$bb mount -t devtmpfs dev /dev
# As udev and systemd make them.
$bb ln -s /proc/self/fd /dev/fd
$bb ln -s /proc/self/fd/0 /dev/stdin
$bb mount -t tmpfs -o mode=0755 run /run
for module in failover net_failover virtio_net virtio_blk squashfs overlay; do
	$bb insmod "/modules/$module.ko" || echo "LAB no module $module"
done
for _ in 1 2 3 4 5 6 7 8 9 10; do
	[ -b /dev/vdb ] && break
	$bb sleep 0.2
done
$bb mount -t squashfs -o ro /dev/vda /base
$bb mount -t squashfs -o ro /dev/vdb /rest
$bb mount -t tmpfs -o mode=0755 ram /ram
$bb mkdir /ram/upper /ram/work
$bb mount -t overlay -o lowerdir=/base:/rest,upperdir=/ram/upper,workdir=/ram/work root /root
for dir in proc sys dev run; do
	$bb mount -o bind "/$dir" "/root/$dir"
done
$bb mkdir -p /run/ramvisor /run/lock /root/lab
$bb cp /bin/busybox /root/lab/busybox
echo "initramfs 1.00" >/run/ramvisor/timeline
in_root() {
	$bb chroot /root /usr/bin/env PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C HOME=/root "$@"
}
in_root ip link set lo up
in_root modprobe -a ext4 drbd || echo "LAB no drbd"
echo "LAB up $($bb cut -d' ' -f1 /proc/uptime)"
# One line in: a number and a shell script in base64. Out: the number, the exit code, and what it said in base64, on one line.
exec 3<>/dev/vport0p1
echo "ready" >&3
while read -r number script <&3; do
	printf %s "$script" | $bb base64 -d >/root/lab/command
	in_root sh /lab/command >/run/lab.out 2>&1 </dev/null
	code=$?
	printf '%s %s %s\n' "$number" "$code" "$($bb base64 /run/lab.out | $bb tr -d '\n')" >&3
done
