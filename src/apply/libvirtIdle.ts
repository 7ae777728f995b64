import { poolPath } from "../plan/disks/pools.ts";
import { mountAt } from "./mounts.ts";
import type { WriteFs } from "./writeFs.ts";

/** Where libvirt links what is to start by itself, and where it keeps the state of what is active (libvirt.org, "libvirtd", Files). */
const POOLS = ["/etc/libvirt/storage/autostart", "/run/libvirt/storage"] as const;
const NETWORKS = ["/etc/libvirt/qemu/networks/autostart", "/run/libvirt/network"] as const;

type Fs = Pick<WriteFs, "list" | "exists" | "readText">;

/** True where a network, or a pool of ours that is mounted, is to start by itself and is not active. */
export async function someIdle(fs: Fs): Promise<boolean> {
  for (const name of await idle(fs, POOLS)) if ((await mountAt(fs as WriteFs, poolPath(name)).catch(() => null)) !== null) return true;
  return (await idle(fs, NETWORKS)).length > 0;
}

async function idle(fs: Fs, [wanted, active]: readonly [string, string]): Promise<string[]> {
  const files = (await fs.list(wanted).catch(() => [])).filter((name) => name.endsWith(".xml"));
  const isActive = await Promise.all(files.map((name) => fs.exists(`${active}/${name}`)));
  return files.filter((_, at) => isActive[at] === false).map((name) => name.slice(0, -".xml".length));
}
