import { bootArguments, stickArguments, type BootSpec } from "./boot-arguments.ts";
import type { UserNetwork } from "./line-network.ts";
import { quoteValue } from "./quote.ts";

/** One network card of the planned machine. */
export interface NicSpec {
  mac: string;
  /** QEMU's device model; `virtio-net-pci` where none is named. */
  model?: string;
  /** A user-mode network, with ports forwarded from 127.0.0.1 into it; a port of a switch that listens on 127.0.0.1; `null`: a cable to nowhere. */
  network: UserNetwork | SwitchPort | null;
  /** `hostPort` on 127.0.0.1 leads to `guest`:`guestPort`. */
  forwards?: readonly { hostPort: number; guest: string; guestPort: number }[];
}

/** QEMU connects to this TCP port of 127.0.0.1 and sends each frame behind its length. */
export interface SwitchPort {
  switchPort: number;
}

/** One disk of the planned machine: an existing file. */
export interface DiskSpec {
  file: string;
  format: "raw" | "qcow2";
  /** What the guest sees as serial number; virtio-blk carries 20 characters. */
  serial: string;
  /** Behind the AHCI controller of q35, which has six ports; else virtio. */
  bus?: "sata";
}

/** The UEFI firmware (OVMF): code is read only, variables are a copy of this machine's own. */
export interface UefiSpec {
  code: string;
  vars: string;
  /** OVMF's Secure Boot build keeps its variables safe in system management mode, which must be there. */
  secureBoot: boolean;
}

export interface MachineSpec {
  acceleratorArgs: readonly string[];
  memoryMiB: number;
  cpus: number;
  boot: BootSpec;
  uefi: UefiSpec | null;
  nics: readonly NicSpec[];
  disks: readonly DiskSpec[];
  /** Empty PCI Express slots for cards that are plugged in later: `slot0`, `slot1` … */
  freeSlots: number;
  /** Unix sockets on which the caller already listens: QEMU connects to them, so no output is lost. */
  serialSocket: string;
  qmpSocket: string;
  /** Writes go to temporary files that vanish with QEMU. */
  snapshot: boolean;
}

/**
 * Where the frames of a card go that has no network: to the discard port of this machine (RFC 863), as UDP. A hub
 * without a second port would keep them, and the card would stand still with a full queue.
 */
export const NOWHERE = "127.0.0.1:9";

type NetBoot = Extract<BootSpec, { kind: "net" }>;

/** Value of `-netdev` for one card (qemu(1), "-netdev user"); `boot`: the network also serves the files of a start. */
export function netdevValue(id: string, nic: NicSpec, boot: NetBoot | null = null): string {
  if (nic.network === null) return `socket,id=${id},udp=${NOWHERE},localaddr=127.0.0.1:0`;
  if ("switchPort" in nic.network) return `socket,id=${id},connect=127.0.0.1:${String(nic.network.switchPort)}`;
  const { ipv4, ipv6 } = nic.network;
  const parts = [`user,id=${id}`];
  if (ipv4 !== null) parts.push(`net=${ipv4.net}`, `host=${ipv4.host}`, `dns=${ipv4.dns}`, `dhcpstart=${ipv4.dhcpStart}`);
  if (ipv6 !== null) parts.push(`ipv6-net=${ipv6.net}`, `ipv6-host=${ipv6.host}`);
  if (boot !== null) parts.push(`tftp=${quoteValue(boot.folder)}`, `bootfile=${quoteValue(boot.bootfile)}`);
  for (const { hostPort, guest, guestPort } of nic.forwards ?? []) parts.push(`hostfwd=tcp:127.0.0.1:${String(hostPort)}-${guest}:${String(guestPort)}`);
  return parts.join(",");
}

/** @param netBoot what this card is to start the machine with; null where it is not the one */
function nicArguments(nic: NicSpec, index: number, netBoot: NetBoot | null): string[] {
  const id = `net${String(index)}`;
  // Without an option ROM the firmware loses no time with network boot.
  const start = netBoot === null ? "romfile=" : "bootindex=0";
  return ["-netdev", netdevValue(id, nic, netBoot), "-device", `${nic.model ?? "virtio-net-pci"},netdev=${id},mac=${nic.mac},${start}`];
}

function diskArguments(disk: DiskSpec, index: number): string[] {
  const id = `disk${String(index)}`;
  return [
    // The page cache of this machine outlives QEMU, so skipping the flushes loses nothing here and saves minutes.
    "-drive", `file=${quoteValue(disk.file)},format=${disk.format},if=none,id=${id},discard=unmap,cache=unsafe`,
    "-device", `${disk.bus === "sata" ? `ide-hd,bus=ide.${String(index)}` : "virtio-blk-pci"},drive=${id},serial=${quoteValue(disk.serial)}`,
  ];
}

function uefiArguments(uefi: UefiSpec): string[] {
  return [
    "-drive", `if=pflash,unit=0,format=raw,readonly=on,file=${quoteValue(uefi.code)}`,
    "-drive", `if=pflash,unit=1,format=raw,file=${quoteValue(uefi.vars)}`,
    ...(uefi.secureBoot ? ["-global", "driver=cfi.pflash01,property=secure,value=on"] : []),
  ];
}

/**
 * The arguments of qemu-system-x86_64 for a planned machine (pure; qemu(1)). A graphics card is there as on a real
 * server, so that tty1 exists, and no window opens.
 */
export function qemuArguments(spec: MachineSpec): string[] {
  const slots = Array.from({ length: spec.freeSlots }, (_, index) => ["-device", `pcie-root-port,id=slot${String(index)},chassis=${String(index + 1)},slot=${String(index + 1)}`]);
  const netBoot = spec.boot.kind === "net" ? spec.boot : null;
  const connected = spec.nics.findIndex(({ network }) => network !== null);
  return [
    ...spec.acceleratorArgs,
    "-machine", spec.uefi?.secureBoot === true ? "q35,smm=on" : "q35",
    "-m", String(spec.memoryMiB),
    "-smp", String(spec.cpus),
    "-nodefaults", "-no-user-config", "-no-reboot",
    "-display", "none", "-device", "VGA",
    "-chardev", `socket,id=serial,path=${quoteValue(spec.serialSocket)}`, "-serial", "chardev:serial",
    "-chardev", `socket,id=qmp,path=${quoteValue(spec.qmpSocket)}`, "-mon", "chardev=qmp,mode=control",
    ...(spec.uefi === null ? [] : uefiArguments(spec.uefi)),
    ...bootArguments(spec.boot),
    ...slots.flat(),
    ...spec.nics.flatMap((nic, index) => nicArguments(nic, index, index === connected ? netBoot : null)),
    ...spec.disks.flatMap(diskArguments),
    ...stickArguments(spec.boot),
    ...(spec.snapshot ? ["-snapshot"] : []),
  ];
}
