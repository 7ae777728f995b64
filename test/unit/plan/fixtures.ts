import type { DiskFacts, DiskMarker, DiskScan, Facts, FreeMarker, NicFacts, RaidMember } from "../../../src/model/facts.ts";
import type { Plan } from "../../../src/model/plan.ts";
import type { Site, WantedCard, WantedNode } from "../../../src/model/site.ts";
import { layOut } from "../../../src/plan/disks/layout.ts";
import { uuidOf } from "../../../src/plan/uuid.ts";

/** Small machines and lines, built rather than captured: each test names only what it is about. */
export const MIB = 1_048_576;
export const GIB = 1024 * MIB;
export const MAC = { a: "0a:0b:0c:0d:0e:0f", b: "0a:0b:0c:0d:0e:10", c: "52:54:00:12:34:56", d: "52:54:00:12:34:ab" };

export function nic(kernelName: string, mac: string | null, over: Partial<NicFacts> = {}): NicFacts {
  return { kernelName, mac, permanentMac: mac, driver: "virtio_net", bus: "virtio", busAddress: null, carrier: true, up: true, speedMbps: null, physical: true, master: null, ...over };
}

export function scans(sizeBytes: number): DiskScan[] {
  const bytes = Math.min(64 * MIB, sizeBytes);
  const whole = { readBytes: bytes, firstNonZero: null, error: null };
  const samples: DiskScan = { what: "samples", fromByte: bytes, toByte: sizeBytes - bytes, readBytes: 4096 * 4096, firstNonZero: null, error: null };
  return [{ what: "head", fromByte: 0, toByte: bytes, ...whole }, { what: "tail", fromByte: sizeBytes - bytes, toByte: sizeBytes, ...whole }, ...(sizeBytes > 2 * bytes ? [samples] : [])];
}

/** A blank disk, `virtio-<name>`. */
export function disk(name: string, over: Partial<DiskFacts> = {}): DiskFacts {
  const sizeBytes = over.sizeBytes ?? GIB;
  return {
    path: `/dev/${name}`, id: `virtio-${name}`, serial: name, wwn: null, model: null, sizeBytes, logicalBlockBytes: 512, removable: false, readOnly: false,
    transport: "virtio", rotational: true, diskSeq: 1, bootMedium: false, children: [], holders: [], mounts: [], swap: false, multipath: false,
    signatures: [], scans: scans(sizeBytes), marker: { state: "none" }, errors: [], ...over,
  };
}

/** A disk that `ramvisor disk free` gave to this host; `marker`: what is else in its marker. */
export function freedDisk(name: string, marker: Partial<FreeMarker> = {}, over: Partial<DiskFacts> = {}): DiskFacts {
  const base = disk(name, over);
  return { ...base, marker: { state: "free", marker: { format: 1, role: "free", state: "free", disk: base.id, serial: base.serial, sizeBytes: base.sizeBytes, ...marker } } };
}

/** A disk with our marker for the site `default`. */
export function ownDisk(name: string, marker: Partial<DiskMarker> = {}, over: Partial<DiskFacts> = {}): DiskFacts {
  const base = disk(name, { children: [`${name}1`], signatures: [{ source: "gpt", type: "gpt", offset: 512 }], scans: [], ...over });
  const good: DiskMarker = {
    format: 1, site: "default", disk: base.id, sizeBytes: base.sizeBytes, role: "pool", pool: "default", state: "ready",
    partitionUuid: "11111111-1111-5111-8111-111111111111", filesystemUuid: "22222222-2222-5222-8222-222222222222", ...marker,
  };
  return { ...base, marker: { state: "good", marker: good } };
}

/** UUID of the array that is made of the disks of these two names. */
export const arrayOf = (first: string, second: string): string => uuidOf("array", "default", `virtio-${first}`, `virtio-${second}`);

/** A member of a mirror for the site `default`; `raid` null: no superblock. */
export function mirrorDisk(name: string, slot: 0 | 1, array: string, raid: Partial<RaidMember> | null = {}, marker: Partial<DiskMarker> = {}, over: Partial<DiskFacts> = {}): DiskFacts {
  const partitionBytes = layOut(GIB, 512).sizeBytes;
  const holders = [0, 1].map((role) => ((raid?.active ?? [0, 1]).includes(role) ? role : null));
  const read: RaidMember = { uuid: array, events: 10, slot, active: [0, 1], number: slot, holders, level: 1, raidDisks: 2, rebuilding: false, updated: "2026-11-22T20:00:00.000Z", ...raid };
  return ownDisk(name, { role: "mirror", mirror: { array, slot, partitionBytes }, partitionUuid: uuidOf("partition", name), ...marker }, { raid: raid === null ? null : read, ...over });
}

export function facts(nics: NicFacts[], disks: DiskFacts[] = [], overlay: Partial<Facts["overlay"]> = {}): Facts {
  return {
    schema: "ramvisor.facts/1", version: "0.1.0", nics, disks, memoryBytes: GIB, cpu: { model: null, cores: 2, threads: 2, virtualization: "vmx" },
    machine: { maker: null, model: null }, firmware: "bios", kernel: null, bootMedium: null,
    overlay: { authorizedKeys: false, shadow: false, hostKeys: false, tls: false, pairSecret: false, siteId: null, ...overlay }, unread: [],
  };
}

export function card(macs: string[], ifname: string, ...addresses: string[]): WantedCard {
  return { macs, ifname, addresses, tokens: macs.map((mac) => `mac.${mac}.${ifname}.${(addresses[0] ?? "").split("/")[0] ?? ""}`) };
}

export function node(cards: WantedCard[], index = 0, host = "ramvisor"): WantedNode {
  return { index, host, cards };
}

export function site(nodes: WantedNode[], over: Partial<Site> = {}): Site {
  return {
    nodes, gateways: [], dns: [], ntp: [], lang: { value: "en", token: null }, vlan: null, bond: null, disks: { value: "auto", token: null },
    hasMacToken: nodes.length > 0, words: nodes.flatMap(({ cards }) => cards.flatMap(({ tokens }) => tokens)), ...over,
  };
}

/** One node, one card: MAC a, eth0, 192.168.0.250/24, gateway and name server 192.168.0.2. */
export function simpleSite(over: Partial<Site> = {}): Site {
  return site([node([card([MAC.a], "eth0", "192.168.0.250/24")])], {
    gateways: [{ value: "192.168.0.2", token: "gw.192.168.0.2" }], dns: [{ value: "192.168.0.2", token: "dns.192.168.0.2" }], ...over,
  });
}

/** The text of a file that a plan writes. */
export function fileText({ steps }: Pick<Plan, "steps">, path: string): string {
  const step = steps.find((candidate) => candidate.action === "file.write" && candidate.path === path);
  if (step?.action !== "file.write") throw new Error(`the plan does not write ${path}`);
  return step.content;
}
