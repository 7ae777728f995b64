#!/bin/sh
# First process of a cell: the medium's own libvirt, QEMU and SSH in namespaces of their own. No systemd, no DRBD.
# $1: the place of the cell, 0 or 1.
set -e
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t tmpfs run /run
mount -t tmpfs tmp /tmp
/usr/lib/systemd/systemd-sysctl /etc/sysctl.d/10-ramvisor-pair.conf
hostname "cell-$(($1 + 1))"
mkdir -p /run/sshd /run/lock /run/ramvisor/guests-restored /root/.ssh /var/log/libvirt/qemu /var/lib/libvirt/qemu/dump
printf '127.0.0.1 localhost\n10.99.0.1 cell-1\n10.99.0.2 cell-2\n' >/etc/hosts
# Nothing here confines QEMU but the cell.
printf 'security_driver = "none"\nuser = "root"\ngroup = "root"\ncgroup_controllers = []\nnamespaces = []\nremember_owner = 0\n' >>/etc/libvirt/qemu.conf
rm -f /etc/ssh/ssh_host_*
ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/ssh_host_ed25519_key
/usr/sbin/sshd
virtlogd -d
libvirtd -d
for pool in default pool2; do mkdir -p "/var/lib/ramvisor/pools/$pool"; done
for _ in 1 2 3 4 5 6 7 8 9 10; do
	virsh -q -c qemu:///system version >/dev/null 2>&1 && break
	sleep 1
done
setsid node /cell.mjs serve "$1" >/serve.log 2>&1 &
: >/run/cell-is-up
# First of its namespace: it takes leave of every process that ends, or libvirt would wait for a QEMU that is gone.
sleep infinity &
wait
