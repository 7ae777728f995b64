import type { WriteFs } from "./writeFs.ts";

/** Where libvirt links what is to start by itself, and where it keeps the state of what is active (libvirt.org, "libvirtd", Files). */
const PLACES = [["/etc/libvirt/storage/autostart", "/run/libvirt/storage"], ["/etc/libvirt/qemu/networks/autostart", "/run/libvirt/network"]] as const;

/** True where a pool or a network that is to start by itself is not active. */
export async function someIdle(fs: Pick<WriteFs, "list" | "exists">): Promise<boolean> {
  for (const [wanted, active] of PLACES) {
    const names = (await fs.list(wanted).catch(() => [])).filter((name) => name.endsWith(".xml"));
    for (const name of names) if (!(await fs.exists(`${active}/${name}`))) return true;
  }
  return false;
}
