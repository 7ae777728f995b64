import type { Rootfs } from "./rootfs.ts";

/** Where a lab machine's parts sit on its PCI bus: the same in every start, since all come from one kept state. The channel is first: `vport0p1`. */
const AT = { layers: 3, agent: 5, channel: 2, nics: [8, 9, 14], disks: [10, 11, 12, 13] };
/** Changes with every start, so that Linux draws other random numbers after the kept state (QEMU, specs/vmgenid). */
const GENERATION = "auto";

/** The parts that a start gives a machine: all others stay unbound, and Linux does not see them. */
export interface Parts {
  /** Options behind `-netdev` up to the id, and the hardware address, card by card. */
  nics: readonly { netdev: string; mac: string }[];
  disks: readonly { drive: Drive; serial: string }[];
}

/** Where a disk's bytes are: an image of this machine, or one behind a write cache, at a socket. */
export type Drive = { file: string } | { socket: string };

export interface Sockets {
  serial: string;
  channel: string;
  monitor: string;
}

/** QEMU reads `addr=` as hexadecimal. */
const hex = (slot: number): string => slot.toString(16);
const address = (slot: number): string => `0000:00:${hex(slot).padStart(2, "0")}.0`;

/** What is bound after a start, in order: the agent's disk for a moment, then cards and disks. */
export const agentAddress = address(AT.agent);
export const nicAddresses = AT.nics.map(address);
export const diskAddresses = AT.disks.map(address);
/** QEMU's own names for the disks that a start may give a machine. */
export const diskNames = AT.disks.map((slot) => `disk${slot}`);
/** The guest's names for them: two disks hold its layers. */
export const diskPaths = AT.disks.map((_, index) => `/dev/vd${"cdef"[index] ?? ""}`);

function driveOptions(drive: Drive): string {
  // A cache does not forget what is discarded, and two sides would no longer be equal there.
  if ("socket" in drive) return `driver=nbd,server.type=unix,server.path=${drive.socket},cache=writeback,discard=ignore`;
  // A killed QEMU has written what it said was written: the page cache is this machine's.
  return `file=${drive.file},format=raw,cache=unsafe,discard=unmap`;
}

/** QEMU's options for one lab machine, behind those of the accelerator. Every part is there in every start. */
export function machineArgs(rootfs: Rootfs, { nics, disks }: Parts, sockets: Sockets): string[] {
  const blocks = [
    ...rootfs.layers.map((file, index) => ({ slot: AT.layers + index, drive: { file }, serial: `LAYER${index}`, only: ",readonly=on" })),
    { slot: AT.agent, drive: { file: rootfs.agent }, serial: "AGENT", only: ",readonly=on" },
    ...AT.disks.map((slot, index) => ({ slot, drive: disks[index]?.drive ?? null, serial: disks[index]?.serial ?? "NONE", only: "" })),
  ];
  return [
    "-machine", "q35", "-m", "512", "-smp", "1", "-nodefaults", "-no-user-config", "-no-reboot", "-display", "none", "-device", `vmgenid,guid=${GENERATION}`,
    "-chardev", `socket,id=serial,path=${sockets.serial}`, "-serial", "chardev:serial", "-qmp", `unix:${sockets.monitor}`,
    "-device", `virtio-serial-pci,addr=${hex(AT.channel)}`, "-chardev", `socket,id=channel,path=${sockets.channel}`, "-device", "virtserialport,chardev=channel,name=lab",
    "-kernel", rootfs.kernel, "-initrd", rootfs.initrd, "-append", "quiet loglevel=4 console=ttyS0 panic=-1 mitigations=off",
    ...AT.nics.flatMap((slot, index) => {
      const nic = nics[index];
      return [
        ...(nic === undefined ? [] : ["-netdev", `${nic.netdev},id=net${index}`]),
        "-device", `virtio-net-pci,addr=${hex(slot)},romfile=${nic === undefined ? "" : `,netdev=net${index},mac=${nic.mac}`}`,
      ];
    }),
    ...blocks.flatMap(({ slot, drive, serial, only }) => [
      "-drive", `${drive === null ? "driver=null-co,size=1M" : driveOptions(drive)},if=none,id=disk${slot}${only}`,
      "-device", `virtio-blk-pci,addr=${hex(slot)},drive=disk${slot},serial=${serial}`,
    ]),
  ];
}
