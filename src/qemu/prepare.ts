import { stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseCmdline } from "../cmdline/index.ts";
import { OUT, type ImagePaths } from "../medium/index.ts";
import { makeIso } from "../medium/iso.ts";
import { makeSiteOverlay } from "../medium/overlay.ts";
import type { Accelerator } from "./accelerator.ts";
import type { NicSpec } from "./arguments.ts";
import { prepareDisks, type PreparedDisk } from "./disks.ts";
import { lineNetwork } from "./line-network.ts";
import type { MachineOptions } from "./machine.ts";
import { layOutNetboot } from "./netboot.ts";
import { DEFAULT_LINE, type StartOptions } from "./options.ts";
import { publicKeys } from "./site-keys.ts";
import { freePort } from "./sockets.ts";

/** Where a start keeps its disks and its own ISO. */
export const START_DIR = join(OUT, "qemu");

/** The kernel's messages and the agent's screen go to the screen and to the serial line; the last one named is /dev/console. */
export const CONSOLES = "console=tty0 console=ttyS0,115200";

export interface PreparedStart {
  machine: MachineOptions;
  disks: PreparedDisk[];
  /** The line that the machine is given. */
  line: string;
  /** What a person should know before the start: one sentence each. */
  notes: string[];
  sshPort: number;
  /** Where the forwarded port leads to; null where the line names no IPv4 address. */
  guest: string | null;
  hasKey: boolean;
  /** What a boot loader reads of the medium: kernel, initrd and site overlay, in bytes. */
  mediumBytes: number;
}

/** Everything that a start needs, made ready: disks, network, overlay, medium. Throws Unable where the options do not fit. */
export async function prepareStart(options: StartOptions, image: ImagePaths, accelerator: Accelerator): Promise<PreparedStart> {
  const asked = options.cmdline ?? DEFAULT_LINE;
  const { site } = parseCmdline(asked);
  const { network, guest, line, notes } = lineNetwork(site, asked);
  const sshPort = options.sshPort ?? (await freePort());

  if (options.from === "stick" && !options.pullMedium) notes.push("The stick is one disk more than the plan shows: boot-medium, refused.");

  // The user network hangs on the card that is to carry the bridge; in rescue, on the first one.
  const named = new Set(site.nodes.flatMap((node) => node.cards[0]?.macs ?? []));
  const main = options.nics.find((mac) => named.has(mac)) ?? options.nics[0];
  const nics = options.nics.map((mac): NicSpec => (mac === main
    ? { mac, network, forwards: guest === null ? [] : [{ hostPort: sshPort, guest, guestPort: 22 }] }
    : { mac, network: null }));

  const keys = await publicKeys(options.sshKey);
  const overlay = makeSiteOverlay(keys === "" ? {} : { authorized_keys: keys });
  const disks = await prepareDisks(options, START_DIR);
  const given = `${line} ${CONSOLES}`;
  return {
    machine: {
      boot: await bootFrom(options.from, image, given, overlay),
      firmware: options.firmware, memoryMiB: options.memoryMiB, cpus: options.cpus ?? accelerator.cpus, accelerator, nics, disks, snapshot: options.snapshot,
    },
    disks, line: given, notes, sshPort, guest, hasKey: keys !== "",
    mediumBytes: await loadedBytes(image),
  };
}

/** What the machine starts from, made ready under out/qemu/. */
async function bootFrom(from: StartOptions["from"], image: ImagePaths, line: string, overlay: Uint8Array): Promise<MachineOptions["boot"]> {
  switch (from) {
    case "kernel": return { kernel: image.vmlinuz, initrd: image.initrd, cmdline: line, overlay };
    case "network": return layOutNetboot(join(START_DIR, "tftp"), image, overlay, line);
    case "cd": return { iso: await isoWith(image, line, overlay), drive: "cd" };
    case "stick": return { iso: await isoWith(image, line, overlay), drive: "usb3" };
  }
}

/** Kernel, initrd and site overlay of an image, in bytes. */
export async function loadedBytes(image: ImagePaths): Promise<number> {
  const sizes = await Promise.all([image.vmlinuz, image.initrd, image.site].map(async (path) => (await stat(path)).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** The base medium with another line and overlay, under out/qemu/. */
async function isoWith(image: ImagePaths, line: string, overlay: Uint8Array): Promise<string> {
  const [site, iso] = [join(START_DIR, "site.img"), join(START_DIR, "start.iso")];
  await writeFile(site, overlay);
  await makeIso({ ...image, site, cmdline: line }, iso);
  return iso;
}

