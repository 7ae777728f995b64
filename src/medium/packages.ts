/** What the running host is made of: the packages that are asked for by name; apt adds what they depend on. */
export const HOST_PACKAGES = [
  // The system itself.
  "systemd", "systemd-sysv", "systemd-timesyncd", "udev", "dbus", "kmod", "util-linux", "mount", "procps", "login",
  "linux-image-amd64", "initramfs-tools", "busybox", "zstd",
  // Network and remote access.
  "iproute2", "iputils-ping", "nftables", "openssh-server", "ca-certificates", "netcat-openbsd",
  // Guests.
  "libvirt-daemon-system", "libvirt-clients", "qemu-system-x86", "qemu-utils",
  // Disks.
  "e2fsprogs", "fdisk", "mdadm", "drbd-utils",
  // The agent, the console, and further packages.
  "nodejs", "openssl", "kbd", "apt", "less", "nano-tiny",
] as const;

/** Files that are taken out of packages without installing them: boot loaders, firmware, keymaps. */
export const EXTRACTED_PACKAGES = [
  "isolinux", "syslinux-common", "shim-signed", "grub-efi-amd64-signed", "console-data",
  "firmware-bnx2", "firmware-bnx2x", "firmware-qlogic", "firmware-realtek", "firmware-misc-nonfree", "firmware-intel-misc",
] as const;

/** Extracted with them for the build alone: stops the clock while the agent's snapshot is made (snapshot.ts). */
export const BUILD_EXTRACTED = ["libfaketime"] as const;

/** What the building machine needs. */
export const BUILD_PACKAGES = ["mmdebstrap", "squashfs-tools", "xorriso", "mtools", "dosfstools", "kmod", "zstd", "xz-utils", "icu-devtools", "binutils"] as const;

/** APT's settings for a tree: only what is asked for, no translations; firmware lies in its own component. */
export const APT_OPTIONS = ['APT::Install-Recommends "false"', 'Acquire::Languages "none"'] as const;
export const COMPONENTS = "main,non-free-firmware";
