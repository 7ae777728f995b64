import { LINE_BYTES } from "../../../src/personal/loaders.ts";
import { FACTS_SCHEMA, type DiskFacts, type Facts, type NicFacts } from "../../../src/model/facts.ts";

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;
/** Nodes' cards and disks are numbered so far apart. */
const APART = 1024;
const hex = (value: number): string => value.toString(16).padStart(2, "0");

/** A locally administered address, one for each index below 65,536. */
export const macOf = (index: number): string => `0a:00:00:00:${hex(index >> 8)}:${hex(index & 255)}`;

function nic(index: number): NicFacts {
  const mac = macOf(index);
  return {
    kernelName: `enp${String(index % APART)}s0`, mac, permanentMac: mac, driver: "ixgbe", bus: "pci", busAddress: `0000:${hex(index & 255)}:00.${String((index >> 8) & 7)}`,
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

/** A made-up machine with so many cards and blank disks, as `ramvisor facts` would show it on this node. Pure. */
export function madeUpFacts(nics: number, disks: number, node = 0): Facts {
  const from = node * APART;
  return {
    schema: FACTS_SCHEMA, version: "0.1.0",
    nics: Array.from({ length: nics }, (_, index) => nic(from + index)),
    disks: Array.from({ length: disks }, (_, index) => disk(from + index)),
    memoryBytes: 8 * GIB, cpu: { model: "made up", cores: 8, threads: 16, virtualization: "vmx" }, machine: { maker: null, model: null },
    firmware: "bios", kernel: null, bootMedium: null,
    overlay: { authorizedKeys: false, shadow: false, hostKeys: false, tls: false, pairSecret: false, siteId: null }, unread: [],
  };
}

const macToken = (index: number, name: string, address: string): string => `mac.${macOf(index)}.${name}.${address}`;
const lineWith = (macs: readonly string[]): string => `quiet pci=nocrs ${macs.join(" ")} submask.24 gw.192.168.0.2 dns.192.168.0.3 lang.de`;

/** A line for so many nodes with one card each; the made-up machine is the first one. Pure. */
export function lineOf(nodes: number): string {
  return lineWith(Array.from({ length: nodes }, (_, index) => macToken(index * APART, "eth0", `192.168.0.${String(10 + index)}`)));
}

/** A line for one node that names so many cards, each in a network of its own, or as many as the longest line holds. Pure. */
export function lineNaming(cards: number): string {
  const macs = [macToken(0, "eth0", "192.168.0.10")];
  for (let index = 1; index < cards; index++) {
    const more = [...macs, macToken(index, `eth${String(index)}`, `10.0.${String(index)}.1`)];
    if (lineWith(more).length > LINE_BYTES) break;
    macs.push(more.at(-1) ?? "");
  }
  return lineWith(macs);
}

export interface Series {
  of: "disks" | "NICs" | "nodes";
  /** `peers`: what the other nodes have told; null where there are none. */
  machines: { count: number; line: string; facts: Facts; peers: Facts[] | null }[];
}

/** What grows, one thing at a time, the others at one. Nodes have been heard and have a blank disk each, so that their pairs are planned. */
export function series(counts: readonly number[] = [1, 8, 64, 512], nodes: readonly number[] = [1, 2, 3, 4, 5, 6, 7]): Series[] {
  const others = (count: number): Facts[] | null => (count < 2 ? null : Array.from({ length: count - 1 }, (_, index) => madeUpFacts(1, 1, index + 1)));
  return [
    { of: "disks", machines: counts.map((count) => ({ count, line: lineOf(1), facts: madeUpFacts(1, count), peers: null })) },
    { of: "NICs", machines: counts.map((count) => ({ count, line: lineNaming(count), facts: madeUpFacts(count, 1), peers: null })) },
    { of: "nodes", machines: nodes.map((count) => ({ count, line: lineOf(count), facts: madeUpFacts(1, 1), peers: others(count) })) },
  ];
}
