import type { Action, FilePurpose } from "../model/step.ts";
import { LIBVIRT } from "./guestStore.ts";
import type { WriteFs } from "./writeFs.ts";

/** What libvirtd reads. */
export const READ_BY_LIBVIRT: readonly (FilePurpose | Action)[] = ["pool", "pool-autostart", "guest-network", "guest-network-autostart", "disk.claim", "pool.mount", "guests.restore"];
/** There from a change on that a running libvirt reads, until it has been told: a run that is cut off in between has told nobody. */
const UNTOLD = "/run/ramvisor/libvirt-untold";

/** Before libvirt's first start nobody has to tell it. */
export async function noteForLibvirt(fs: WriteFs, what: FilePurpose | Action): Promise<void> {
  if (!READ_BY_LIBVIRT.includes(what) || !(await fs.exists(LIBVIRT.autostarted))) return;
  await fs.makeDir("/run/ramvisor");
  await fs.replace(UNTOLD, "");
}

export const isUntold = (fs: WriteFs): Promise<boolean> => fs.exists(UNTOLD);

export const libvirtTold = (fs: WriteFs): Promise<void> => fs.remove(UNTOLD);
