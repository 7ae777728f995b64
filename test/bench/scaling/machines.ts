import { FACTS_SCHEMA, type DiskFacts, type Facts, type NicFacts } from "../../../src/model/facts.ts";

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;
const hex = (value: number): string => value.toString(16).padStart(2, "0");

/** A locally administered address, one for each index below 65,536. */
export const macOf = (index: number): string => `0a:00:00:00:${hex(index >> 8)}:${hex(index & 255)}`;

function nic(index: number): NicFacts {
  const mac = macOf(index);
  return {
    kernelName: `enp${String(index)}s0`, mac, permanentMac: mac, driver: "ixgbe", bus: "pci", busAddress: `0000:${hex(index & 255)}:00.${String((index >> 8) & 7)}`,
    carrier: null, up: false, speedMbps: null, physical: true, master: null,
  };
}

/** Blank, all of one size: with `disks.auto` each two of them become a mirror, which is the most that can be planned. */
function disk(index: number): DiskFacts {
  const sizeBytes = 16 * GIB;
  const scan = (what: "head" | "tail" | "samples", fromByte: number, toByte: number, readBytes: number): DiskFacts["scans"][number] => ({ what, fromByte, toByte, readBytes, firstNonZero: null, error: null });
  const serial = `MADEUP${String(index).padStart(4, "0")}`;
  return {
    path: `/dev/disk${String(index)}`, id: `virtio-${serial}`, serial, wwn: null, model: null, sizeBytes, logicalBlockBytes: 512,
    removable: false, readOnly: false, transport: "virtio", rotational: true, diskSeq: index + 1, bootMedium: false,
    children: [], holders: [], mounts: [], swap: false, multipath: false, signatures: [],
    scans: [scan("head", 0, 64 * MIB, 64 * MIB), scan("tail", sizeBytes - 64 * MIB, sizeBytes, 64 * MIB), scan("samples", 64 * MIB, sizeBytes - 64 * MIB, 16 * MIB)],
    marker: { state: "none" }, errors: [],
  };
}

/** A made-up machine with so many cards and blank disks, as `ramvisor facts` would show it. Pure. */
export function madeUpFacts(nics: number, disks: number): Facts {
  return {
    schema: FACTS_SCHEMA, version: "0.1.0",
    nics: Array.from({ length: nics }, (_, index) => nic(index)),
    disks: Array.from({ length: disks }, (_, index) => disk(index)),
    memoryBytes: 8 * GIB, cpu: { model: "made up", cores: 8, threads: 16, virtualization: "vmx" }, machine: { maker: null, model: null },
    firmware: "bios", kernel: null, bootMedium: null,
    overlay: { authorizedKeys: false, shadow: false, hostKeys: false, tls: false, pairSecret: false, siteId: null }, unread: [],
  };
}

/** A line for so many nodes with one card each; the made-up machine is the first one. Pure. */
export function lineOf(nodes: number): string {
  const macs = Array.from({ length: nodes }, (_, index) => `mac.${macOf(index * 256)}.eth0.192.168.0.${String(10 + index)}`);
  return `quiet pci=nocrs ${macs.join(" ")} submask.24 gw.192.168.0.2 dns.192.168.0.3 lang.de`;
}

export interface Series {
  of: "disks" | "NICs" | "nodes";
  machines: { count: number; line: string; facts: Facts }[];
}

/** What grows, one thing at a time, the others at one. Several nodes leave disks waiting for their peers. */
export function series(counts: readonly number[] = [1, 8, 64, 512], nodes: readonly number[] = [1, 2, 3, 4, 5, 6, 7]): Series[] {
  return [
    { of: "disks", machines: counts.map((count) => ({ count, line: lineOf(1), facts: madeUpFacts(1, count) })) },
    { of: "NICs", machines: counts.map((count) => ({ count, line: lineOf(1), facts: madeUpFacts(count, 1) })) },
    { of: "nodes", machines: nodes.map((count) => ({ count, line: lineOf(count), facts: madeUpFacts(1, 1) })) },
  ];
}
