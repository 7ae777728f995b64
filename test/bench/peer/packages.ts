import { HOST_PACKAGES } from "../../../src/medium/packages.ts";

/**
 * The medium's own packages, and what makes an ordinary live system of them: live-boot finds the ISO and mounts it,
 * cloud-init configures the machine, netplan is what it writes networks for (as in Debian's own cloud images).
 */
export const PEER_PACKAGES: readonly string[] = [...HOST_PACKAGES, "live-boot", "live-boot-initramfs-tools", "cloud-init", "netplan.io"];
