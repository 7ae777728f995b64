import type { UserNetwork } from "./line-network.ts";

/** One network card of the planned machine. */
export interface NicSpec {
  mac: string;
  /** QEMU's device model; `virtio-net-pci` where none is named. */
  model?: string;
  /** A user-mode network, with ports forwarded from 127.0.0.1 into it; `null`: a cable to nowhere. */
  network: UserNetwork | null;
  /** `hostPort` on 127.0.0.1 leads to `guest`:`guestPort`. */
  forwards?: readonly { hostPort: number; guest: string; guestPort: number }[];
}

/** One disk of the planned machine: an existing file. */
export interface DiskSpec {
  file: string;
  format: "raw" | "qcow2";
  /** What the guest sees as serial number; virtio-blk carries 20 characters. */
  serial: string;
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
  /** With `iso` beside a kernel, the CD lies in the drive and nothing is started from it. */
  boot: { kind: "kernel"; kernel: string; initrd: string; cmdline: string; iso?: string } | { kind: "iso"; iso: string };
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

/** The CD drive's device, for QMP's `eject`, and its block backend, for `query-blockstats`. */
export const CD_DEVICE = "cd0";
export const CD_DRIVE = "cdrom";

/** A value inside a comma-separated QEMU option: commas are doubled (qemu(1), "-drive"). */
export function quoteValue(value: string): string {
  return value.replaceAll(",", ",,");
}

/**
 * Where the frames of a card go that has no network: to the discard port of this machine (RFC 863), as UDP. A hub
 * without a second port would keep them, and the card would stand still with a full queue.
 */
export const NOWHERE = "127.0.0.1:9";

/** Value of `-netdev` for one card (qemu(1), "-netdev user"). */
export function netdevValue(id: string, nic: NicSpec): string {
  if (nic.network === null) return `socket,id=${id},udp=${NOWHERE},localaddr=127.0.0.1:0`;
  const { ipv4, ipv6 } = nic.network;
  const parts = [`user,id=${id}`];
  if (ipv4 !== null) parts.push(`net=${ipv4.net}`, `host=${ipv4.host}`, `dns=${ipv4.dns}`, `dhcpstart=${ipv4.dhcpStart}`);
  if (ipv6 !== null) parts.push(`ipv6-net=${ipv6.net}`, `ipv6-host=${ipv6.host}`);
  for (const { hostPort, guest, guestPort } of nic.forwards ?? []) parts.push(`hostfwd=tcp:127.0.0.1:${String(hostPort)}-${guest}:${String(guestPort)}`);
  return parts.join(",");
}

function nicArguments(nic: NicSpec, index: number): string[] {
  const id = `net${String(index)}`;
  // Without an option ROM the firmware loses no time with network boot.
  return ["-netdev", netdevValue(id, nic), "-device", `${nic.model ?? "virtio-net-pci"},netdev=${id},mac=${nic.mac},romfile=`];
}

function diskArguments(disk: DiskSpec, index: number): string[] {
  const id = `disk${String(index)}`;
  return [
    // The page cache of this machine outlives QEMU, so skipping the flushes loses nothing here and saves minutes.
    "-drive", `file=${quoteValue(disk.file)},format=${disk.format},if=none,id=${id},discard=unmap,cache=unsafe`,
    "-device", `virtio-blk-pci,drive=${id},serial=${quoteValue(disk.serial)}`,
  ];
}

/** `first`: the firmware starts from it; a kernel that is handed over has that place already. */
function cdArguments(iso: string, first: boolean): string[] {
  return [
    "-drive", `file=${quoteValue(iso)},format=raw,if=none,id=${CD_DRIVE},media=cdrom,readonly=on`,
    "-device", `ide-cd,id=${CD_DEVICE},drive=${CD_DRIVE}${first ? ",bootindex=0" : ""}`,
  ];
}

function bootArguments({ boot }: MachineSpec): string[] {
  if (boot.kind === "iso") return cdArguments(boot.iso, true);
  return ["-kernel", boot.kernel, "-initrd", boot.initrd, "-append", boot.cmdline, ...(boot.iso === undefined ? [] : cdArguments(boot.iso, false))];
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
    ...bootArguments(spec),
    ...slots.flat(),
    ...spec.nics.flatMap(nicArguments),
    ...spec.disks.flatMap(diskArguments),
    ...(spec.snapshot ? ["-snapshot"] : []),
  ];
}
