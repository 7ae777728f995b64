import { join } from "node:path";
import { LIBVIRT, NVRAM, readStored, storeOf, uuidOf } from "../apply/guestStore.ts";
import type { WriteFs } from "../apply/writeFs.ts";
import { shellWord, virshWord } from "../messages/plan/shell.ts";
import { poolPath } from "../plan/disks/pools.ts";
import { definedUuid } from "./move/move.ts";

/**
 * Commands that put the guest in a pool's store into the place of the one that libvirt has under its name, UEFI variables included: libvirt would
 * take up the older ones.
 */
export async function insteadOf(fs: WriteFs, pool: string, guest: string): Promise<string> {
  const dir = join(storeOf(poolPath(pool)), guest);
  const stored = await readStored(fs, storeOf(poolPath(pool)), guest).catch(() => null);
  const [here, there] = [virshWord(guest, await definedUuid({ fs }, guest)), virshWord(guest, stored === null ? null : uuidOf(stored))];
  const variables = [...(stored?.keys() ?? [])].find((file) => file.startsWith(NVRAM));
  return [
    `virsh undefine ${here} ${variables === undefined ? "--keep-nvram" : "--nvram"}`,
    ...(variables === undefined ? [] : [`cp ${shellWord(join(dir, variables))} ${shellWord(join(LIBVIRT.nvram, variables.slice(NVRAM.length)))}`]),
    `virsh define ${shellWord(join(dir, "domain.xml"))}`, `virsh start ${there}`,
  ].join("; ");
}
