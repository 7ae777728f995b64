import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WriteCache } from "./cache.ts";
import { agentAddress, diskAddresses, diskPaths, nicAddresses } from "./machine.ts";
import { Qemu } from "./qemu.ts";
import type { Rootfs } from "./rootfs.ts";
import { keptState } from "./state.ts";
import type { Switch } from "./switch.ts";

export interface LabDisk {
  file: string;
  serial: string;
}

export interface LabCard {
  mac: string;
  address: string;
  net: number;
}

export interface GuestOptions {
  /** Its name at the switch. */
  name: string;
  /** Card by card: its hardware address, its address with prefix, and the network that it is plugged into. */
  cards: readonly LabCard[];
  /** The tokens that the agent goes by. */
  line: string;
  disks: readonly LabDisk[];
  /** Whether the disks lose what was not flushed when the power is cut. */
  forgetful: boolean;
}

const PCI = "/sys/bus/pci/drivers/virtio-pci";
/** One kept state for all machines of a run, made by whoever needs it first. */
let kept: Promise<string> | null = null;
/** Two machines that draw the same random numbers would make the same generations, and prove nothing. */
const drawn = new Set<string>();

/** Puts a lab machine together from the kept state: its line, the agent, its cards with their addresses, its disks. */
function setUp({ cards, line, disks }: GuestOptions): string {
  return [
    "set -e", "exec 2>&1",
    `echo '${line}' > /run/cmdline`, "mount --bind /run/cmdline /proc/cmdline",
    // Gone again before the first disk is there, so that they are /dev/vdc and so on.
    `echo ${agentAddress} > ${PCI}/bind`, "until [ -b /dev/vdc ]; do sleep 0.1; done", "(cd /lab && ./busybox cpio -i < /dev/vdc)", `echo ${agentAddress} > ${PCI}/unbind`,
    ...cards.flatMap(({ address }, index) => [
      `echo ${nicAddresses[index] ?? ""} > ${PCI}/bind`, `until ip link set eth${index} up 2> /dev/null; do sleep 0.1; done`, // Nobody else has it: without a look for that it can be used at once (RFC 4862, 5.4).
      `ip address add ${address} dev eth${index}${address.includes(":") ? " nodad" : ""}`,
    ]),
    ...disks.flatMap((_, index) => [`echo ${diskAddresses[index] ?? ""} > ${PCI}/bind`, `until [ -b ${diskPaths[index] ?? ""} ]; do sleep 0.1; done`]),
    "cat /proc/sys/kernel/random/uuid",
  ].join("\n");
}

/** One small machine of the lab: Debian's kernel and programs, no systemd, commands one after the other. */
export async function startGuest(rootfs: Rootfs, network: Switch, options: GuestOptions): Promise<Qemu> {
  kept ??= keptState(rootfs);
  const state = await kept;
  const nics = await Promise.all(options.cards.map(async ({ mac, net }) => ({ mac, netdev: `socket,connect=127.0.0.1:${await network.plug(options.name, net)}` })));
  const dir = await mkdtemp(join(tmpdir(), "ramvisor-lab-"));
  const caches = options.forgetful ? await Promise.all(options.disks.map(({ file, serial }) => WriteCache.open(file, dir, serial))) : [];
  const disks = options.disks.map(({ file, serial }, index) => ({ serial, drive: caches[index] ?? { file } }));
  const qemu = await Qemu.start(rootfs, { nics, disks }, dir, state, caches);
  const uuid = (await qemu.must(setUp(options))).trim();
  if (drawn.has(uuid)) throw new Error("two machines of the lab draw the same random numbers");
  drawn.add(uuid);
  return qemu;
}
