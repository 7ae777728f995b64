import { FACTS_SCHEMA, type DiskFacts, type Facts, type NicFacts } from "../model/facts.ts";

/** A machine as it is about to be started, for a dry run before the start. */
export interface PlannedMachine {
  version: string;
  memoryMiB: number;
  cpus: number;
  firmware: "bios" | "uefi";
  macs: readonly string[];
  /** Blank disks by serial number, in order. */
  blankDisks: readonly { serial: string; sizeBytes: number }[];
  /** The PCI device number of the first card; cards and disks follow each other (q35, as arguments.ts lays it out). */
  firstSlot: number;
}

const ENDS_BYTES = 64 * 1024 ** 2;
const SAMPLED_BYTES = 4096 * 4096;

function nicFacts(mac: string, slot: number): NicFacts {
  const address = `0000:00:${slot.toString(16).padStart(2, "0")}.0`;
  return {
    kernelName: `enp0s${String(slot)}`, mac, permanentMac: mac, driver: "virtio_net", bus: "virtio", busAddress: address,
    carrier: true, up: false, speedMbps: null, physical: true, master: null,
  };
}

function blankDisk({ serial, sizeBytes }: { serial: string; sizeBytes: number }, index: number): DiskFacts {
  const zero = (what: "head" | "tail", fromByte: number, toByte: number): DiskFacts["scans"][number] => ({ what, fromByte, toByte, readBytes: toByte - fromByte, firstNonZero: null, error: null });
  const samples = sizeBytes > 2 * ENDS_BYTES ? [{ ...zero("head", ENDS_BYTES, sizeBytes - ENDS_BYTES), what: "samples" as const, readBytes: SAMPLED_BYTES }] : [];
  return {
    path: `/dev/vd${String.fromCharCode(97 + index)}`, id: `virtio-${serial}`, serial, wwn: null, model: null, sizeBytes, logicalBlockBytes: 512,
    removable: false, readOnly: false, transport: "virtio", rotational: true, diskSeq: index + 1, bootMedium: false, children: [], holders: [],
    mounts: [], swap: false, multipath: false, signatures: [],
    scans: [zero("head", 0, Math.min(ENDS_BYTES, sizeBytes)), zero("tail", Math.max(0, sizeBytes - ENDS_BYTES), sizeBytes), ...samples],
    marker: { state: "none" }, errors: [],
  };
}

/** The facts that the agent would find on that machine (pure): what QEMU decides itself is left unknown. */
export function plannedFacts(machine: PlannedMachine): Facts {
  return {
    schema: FACTS_SCHEMA,
    version: machine.version,
    nics: machine.macs.map((mac, index) => nicFacts(mac, machine.firstSlot + index)),
    disks: machine.blankDisks.map(blankDisk),
    memoryBytes: machine.memoryMiB * 1024 ** 2,
    cpu: { model: null, cores: machine.cpus, threads: machine.cpus, virtualization: null },
    machine: { maker: "QEMU", model: "Standard PC (Q35 + ICH9, 2009)" },
    firmware: machine.firmware,
    kernel: null,
    bootMedium: null,
    overlay: { authorizedKeys: false, shadow: false, hostKeys: false, tls: false, pairSecret: false, siteId: null },
    unread: [],
  };
}
