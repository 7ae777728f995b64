import { PAIR_WORDS } from "../../../src/model/pair.ts";
import { pair } from "./pairSamples.ts";
import fc from "fast-check";
import type { DiskReason, DiskRemedy, Evidence, NicReason, Outcome, Plan, PlannedDisk, PlannedNic } from "../../../src/model/plan.ts";
import type { Problem } from "../../../src/model/problem.ts";
import type { Check, Report, Stage } from "../../../src/model/report.ts";
import { CHECKS } from "../../../src/model/report.ts";
import type { FilePurpose, Step } from "../../../src/model/step.ts";
import { LANGS } from "../../../src/model/token.ts";

export const nic = (over: Partial<PlannedNic> = {}): PlannedNic => ({
  mac: "0a:0b:0c:0d:0e:0f", kernelName: "enp0s3", verdict: "use", name: "eth0", role: "bridge", addresses: ["192.168.0.250/24"],
  reason: "named", near: null, driver: "virtio_net", carrier: true, args: {}, ...over,
});

export const disk = (over: Partial<PlannedDisk> = {}): PlannedDisk => ({
  path: "/dev/vda", id: "virtio-RAMVISOR0", sizeBytes: 1_073_741_824, diskSeq: 9, verdict: "claim", reason: "blank",
  evidence: [{ kind: "scan-zero", what: "head", bytes: 67_108_864 }, { kind: "scan-zero", what: "tail", bytes: 67_108_864 }, { kind: "no-signature" }],
  remedy: null, pool: "default", ...over,
});

export const plan = (over: Partial<Plan> = {}): Plan => ({
  outcome: "configured",
  problems: [],
  node: { index: 0, count: 1, host: "ramvisor", site: "default" },
  network: {
    nics: [nic()], bridge: "br0", addresses: ["192.168.0.250/24"], gateways: ["192.168.0.2"], dns: ["192.168.0.2"], ntp: ["192.168.0.2"],
    vlan: null, bond: null, dhcp: false,
  },
  locale: { lang: "de", keymap: "de", locale: "de_DE.UTF-8" },
  disks: [disk()],
  cluster: null,
  services: ["libvirtd", "ssh"],
  steps: [{ action: "host.name", phase: "early", name: "ramvisor" }],
  suggestions: [],
  ...over,
});

/** A start in which no token names this machine, with one near miss. */
export const rescue = (over: Partial<Plan> = {}): Plan => plan({
  outcome: "rescue",
  network: {
    nics: [
      nic({ kernelName: "enp0s4", mac: "52:54:00:00:00:01", name: null, role: "dhcp", addresses: [], reason: "rescue-dhcp" }),
      nic({ name: null, role: "dhcp", addresses: [], reason: "rescue-dhcp", near: "0a:0b:0c:0d:0e:0e" }),
      nic({ kernelName: "lo", mac: "00:00:00:00:00:00", verdict: "ignore", name: null, role: null, addresses: [], reason: "virtual", driver: null }),
    ],
    bridge: null, addresses: [], gateways: [], dns: [], ntp: [], vlan: null, bond: null, dhcp: true,
  },
  disks: [disk({ verdict: "leave", reason: "rescue", pool: null })],
  services: ["ssh"],
  steps: [],
  suggestions: [
    { kernelName: "enp0s4", line: "mac.52:54:00:00:00:01.eth0.192.168.0.250 submask.24 gw.192.168.0.2" },
    { kernelName: "enp0s3", line: "mac.0a:0b:0c:0d:0e:0f.eth0.192.168.0.250 submask.24 gw.192.168.0.2" },
  ],
  ...over,
});

export const report = (over: Partial<Report> = {}): Report => ({
  outcome: "configured", ready: true, readySeconds: 9.84, reason: null,
  stages: [{ name: "kernel", seconds: 1.91 }, { name: "agent", seconds: 0.6 }, { name: "network", seconds: 1.2 }, { name: "libvirt", seconds: 3 }],
  checks: CHECKS.map((name) => ({ name, ok: true, advisory: name === "gateway", code: "ok", detail: "seen" })),
  memoryUsedBytes: 310_378_496,
  pools: [{ name: "default", path: "/var/lib/ramvisor/pools/default", active: true, sizeBytes: 966_367_641, freeBytes: 900_000_000 }],
  steps: [],
  ...over,
});

/** A check that fails, put in the place of the good one. */
export const failing = (...failed: Partial<Check>[]): Check[] =>
  report().checks.map((check) => ({ ...check, ...failed.find(({ name }) => name === check.name) }));

export const NIC_REASONS: readonly NicReason[] = ["named", "bond-member", "rescue-dhcp", "not-named", "virtual", "duplicate-address", "no-address", "other-node", "token-error"];
export const DISK_REASONS: readonly DiskReason[] = [
  "blank", "freed", "own", "unfinished", "other-site", "newer-format", "damaged-marker", "moved-marker", "resized", "unfinished-free", "boot-medium", "removable", "usb", "read-only",
  "mounted", "held", "swap", "multipath", "signature", "partition-table", "children", "not-zero", "unreadable", "unproved", "too-small",
  "no-identity", "twin-identity", "disks-none", "rescue", "unconfigured", "token-error", "waits-for-peer", "replacement", "mirror-behind",
  "mirror-rest", "mirror-diverged", "mirror-replaced", "mirror-partial", "mirror-unreadable", "mirror-incomplete",
];
export const EVIDENCE: readonly Evidence[] = [
  { kind: "scan-zero", what: "head", bytes: 67_108_864 }, { kind: "scan-zero", what: "tail", bytes: 1_048_576 }, { kind: "scan-zero", what: "samples", bytes: 4_194_304 },
  { kind: "no-signature" }, { kind: "not-zero", offset: 4096 }, { kind: "signature", type: "ext4", offset: 1080, source: "wipefs" },
  { kind: "signature", type: "gpt", offset: null, source: "gpt" }, { kind: "names", names: ["vda1", "vda2"] }, { kind: "error", what: "/dev/vda", why: "EIO" },
  { kind: "marker-place", offset: 524_288, format: null }, { kind: "marker-place", offset: 524_288, format: 9 }, { kind: "marker", offset: 524_288, site: "avbox", pool: "default", format: 1 }, { kind: "free-marker", offset: 524_288 },
  { kind: "raid", events: 42, updated: "2026-11-22T20:26:12.000Z", copies: 1 },
];
export const REMEDIES: readonly DiskRemedy[] = [
  { kind: "wipe", path: "/dev/disk/by-id/virtio-RAMVISOR0" }, { kind: "unplug-or-ignore" }, { kind: "restore-size" }, { kind: "restore-size", giveUp: "/dev/vda" }, { kind: "check-cable" }, { kind: "newer-medium" },
  { kind: "set-site", site: "avbox" }, { kind: "check-cable", giveUp: "/dev/disk/by-id/virtio-RAMVISOR0" }, { kind: "unplug-or-ignore", giveUp: "/dev/vda" }, { kind: "fix-token" }, { kind: "set-disks", mode: "separate" }, { kind: "give-serial" }, { kind: "own-system" }, { kind: "release", mounts: ["/srv"], holders: [], swap: false },
  { kind: "choose-side", id: "virtio-RAMVISOR0" }, { kind: "bring-back", id: "virtio-RAMVISOR0" }, { kind: "free", id: "virtio-RAMVISOR0" },
];
const PURPOSES: readonly FilePurpose[] = [
  "bridge", "bridge-port", "bridge-network", "bond", "bond-member", "vlan", "card-network", "dhcp", "late-nic", "host-name", "hosts", "resolver",
  "time", "keymap", "locale", "firewall", "ssh", "pool", "pool-autostart", "guest-network", "guest-network-autostart", "issue",
];
const PAIR_DISK = { id: "virtio-RAMVISOR0", partitionUuid: "p", resource: "r0", uuid: "u", side: 0 as const };

export const STEPS: readonly Step[] = [
  { action: "nics.rename", phase: "early", renames: [{ mac: "0a:0b:0c:0d:0e:0f", from: "enp0s3", to: "eth0" }, { mac: "0a:0b:0c:0d:0e:10", from: "eth0", to: "eth1" }] },
  ...PURPOSES.map((purpose): Step => ({ action: "file.write", phase: "early", path: `/etc/${purpose}`, mode: 0o644, content: "", purpose })),
  { action: "files.clean", phase: "early", dir: "/etc/systemd/network", prefix: "10-ramvisor-", keep: [] },
  { action: "link.make", phase: "early", path: "/etc/link", target: "../x", purpose: "pool-autostart" },
  { action: "host.name", phase: "early", name: "avbox-1" },
  { action: "console.keymap", phase: "early", keymap: "fr" },
  { action: "overlay.install", phase: "early", authorizedKeys: true, shadow: true, hostKeys: true },
  { action: "overlay.install", phase: "early", authorizedKeys: false, shadow: false, hostKeys: false },
  { action: "console.password", phase: "early" },
  ...[false, true].map((resume): Step => ({
    action: "disk.claim", phase: "disks", path: "/dev/vda", id: "virtio-RAMVISOR0", sizeBytes: 1_073_741_824, logicalBlockBytes: 512, diskSeq: 1, site: "default",
    pool: "default", partitionUuid: "p", filesystemUuid: "f", diskUuid: "d", partition: { startByte: 1_048_576, sizeBytes: 937_426_944 }, resume,
  })),
  { action: "pool.mount", phase: "disks", pool: "default", partitionUuid: "p", path: "/var/lib/ramvisor/pools/default" },
  { action: "ssh.hostkeys", phase: "disks", dir: "/var/lib/ramvisor/pools/default/.ramvisor/ssh" },
  { action: "ssh.hostkeys", phase: "early", dir: null },
  { action: "guests.restore", phase: "disks", pool: "default", path: "/var/lib/ramvisor/pools/default" },
  { action: "service.start", phase: "early", unit: "libvirtd.service" },
  ...[false, true].map((fresh): Step => ({ action: "pair.up", phase: "pair", conf: { name: "r0", minor: 0, port: 7790, dataBytes: 1_048_576, ends: [{ host: "av-1", address: "10.0.0.1" }, { host: "av-2", address: "10.0.0.2" }] }, disk: PAIR_DISK, fresh })),
  { action: "pair.begin", phase: "pair", resource: "r0", minor: 0, disk: PAIR_DISK },
  { action: "pair.make", phase: "pair", resource: "r0", minor: 0, disk: PAIR_DISK, pool: "default", filesystemUuid: "f", dataBytes: 1_048_576 },
  { action: "pair.settle", phase: "pair", resource: "r0", minor: 0, disk: PAIR_DISK },
  { action: "pair.peer", phase: "pair", resource: "r0", minor: 0, disk: PAIR_DISK, peer: "10.0.0.2" },
  { action: "pair.mount", phase: "pair", resource: "r0", minor: 0, disk: PAIR_DISK, pool: "default", path: "/var/lib/ramvisor/pools/default", alone: false },
  { action: "pair.mount", phase: "disks", resource: "r32", minor: 32, disk: PAIR_DISK, pool: "default", path: "/var/lib/ramvisor/pools/default", alone: true },
  { action: "pair.adopt", phase: "disks", pool: "default", disk: PAIR_DISK, minor: 32, sizeBytes: 1_073_741_824, logicalBlockBytes: 512, diskSeq: 1, site: "default", place: { resource: "r32", uuid: "u", side: 0, dataBytes: 1_048_576, partitionBytes: 2_097_152, formed: false } },
  { action: "pair.leave", phase: "disks", pool: "default", disk: PAIR_DISK },
  { action: "pair.attach", phase: "disks", pool: "default", conf: { name: "r32", minor: 32, port: 7822, dataBytes: 1_048_576, ends: [{ host: "av-1", address: "10.0.0.1" }, { host: "av-2", address: "10.0.0.2" }] }, disk: PAIR_DISK },
  { action: "pair.form", phase: "pair", resource: "r32", minor: 32, disk: PAIR_DISK },
];

const anything = fc.oneof(fc.string({ maxLength: 30 }), fc.string({ unit: "binary", maxLength: 30 }), fc.string({ maxLength: 120 }));
const mac = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 6, maxLength: 6 }).map((bytes) => bytes.map((byte) => byte.toString(16).padStart(2, "0")).join(":"));
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { nil: null });

const anyNic: fc.Arbitrary<PlannedNic> = fc.record({
  mac: maybe(mac), kernelName: anything, verdict: fc.constantFrom("use", "ignore"), name: maybe(fc.constantFrom("eth0", "eth1")),
  role: fc.constantFrom("bridge", "bond", "storage", "dhcp", null), addresses: fc.array(fc.constantFrom("192.168.0.250/24", "2001:db8:1234:5678:9abc:def0:1234:5678/64"), { maxLength: 3 }),
  reason: fc.constantFrom(...NIC_REASONS), near: maybe(mac), driver: maybe(anything), carrier: maybe(fc.boolean()), args: fc.constantFrom({}, { twins: "enp0s9", node: "2", bond: "eth0" }),
});

const anyDisk: fc.Arbitrary<PlannedDisk> = fc.record({
  path: anything, id: anything, sizeBytes: fc.nat({ max: Number.MAX_SAFE_INTEGER }), diskSeq: maybe(fc.nat()), verdict: fc.constantFrom("claim", "own", "refuse", "leave", "wait"),
  reason: fc.constantFrom(...DISK_REASONS), evidence: fc.array(fc.oneof(fc.constantFrom(...EVIDENCE), anything.map((why): Evidence => ({ kind: "error", what: "blkid", why }))), { maxLength: 6 }),
  remedy: maybe(fc.constantFrom(...REMEDIES)), pool: maybe(fc.constantFrom("default", "pool2")),
});

const anyProblem: fc.Arbitrary<Problem> = fc.oneof(
  anything.map((mask): Problem => ({ severity: "error", code: "token.mask", token: `submask.${mask}`, span: { start: 0, end: 9 }, args: { mask } })),
  anything.map((address): Problem => ({ severity: "error", code: "token.address", token: `mac.0a:0b:0c:0d:0e:0f.eth0.${address}`, span: null, args: { address } })),
  anything.map((dns): Problem => ({ severity: "warning", code: "token.dns", token: `dns.192.168.0.2,${dns}`, span: null, args: { dns } })),
  fc.constant<Problem>({ severity: "error", code: "nic.none", token: null, span: null, args: {} }),
);

/** Plans that the planner would never make are among them: the text must hold for any. */
export const anyPlan: fc.Arbitrary<Plan> = fc.record({
  outcome: fc.constantFrom<Outcome>("configured", "degraded", "rescue", "unconfigured"),
  problems: fc.array(anyProblem, { maxLength: 4 }),
  node: fc.record({ index: maybe(fc.nat({ max: 6 })), count: fc.nat({ max: 7 }), host: fc.constantFrom("ramvisor", "a".repeat(60)), site: anything }),
  network: fc.record({
    nics: fc.array(anyNic, { maxLength: 12 }), bridge: fc.constantFrom("br0", null), addresses: fc.array(fc.constantFrom("192.168.0.250/24", "2001:db8::1/64"), { maxLength: 20 }),
    gateways: fc.array(fc.constant("192.168.0.2"), { maxLength: 2 }), dns: fc.array(fc.constant("192.168.0.2"), { maxLength: 12 }), ntp: fc.array(anything, { maxLength: 3 }),
    vlan: maybe(fc.integer({ min: 1, max: 4094 })), bond: fc.constantFrom("802.3ad", null), dhcp: fc.boolean(),
  }),
  locale: fc.record({ lang: fc.constantFrom(...LANGS), keymap: fc.constant("de"), locale: fc.constant("de_DE.UTF-8") }),
  disks: fc.array(anyDisk, { maxLength: 6 }),
  cluster: maybe(fc.constant({ peers: [{ index: 1, host: "avbox-2", addresses: ["192.168.0.251/24"] }], resources: [] })),
  services: fc.array(fc.constantFrom("libvirtd", "ssh"), { maxLength: 2 }),
  steps: fc.array(fc.constantFrom(...STEPS), { maxLength: 12 }),
  suggestions: fc.array(fc.record({ kernelName: anything, line: fc.constant("mac.0a:0b:0c:0d:0e:0f.eth0.192.168.0.250 submask.255.255.255.0 gw.192.168.0.2 dns.192.168.0.2") }), { maxLength: 8 }),
});

export const anyReport: fc.Arbitrary<Report> = fc.record({
  outcome: fc.constantFrom<Outcome>("configured", "degraded", "rescue", "unconfigured"), ready: fc.boolean(),
  readySeconds: maybe(fc.double({ min: 0, max: 1e6, noNaN: true })), reason: maybe(anything),
  stages: fc.array(fc.record({ name: fc.constantFrom<Stage["name"]>("kernel", "initramfs", "agent", "systemd", "network", "disks", "libvirt", "ready"), seconds: fc.double({ min: 0, max: 1e3, noNaN: true }) }), { maxLength: 9 }),
  checks: fc.array(fc.record({ name: fc.constantFrom(...CHECKS), ok: fc.boolean(), advisory: fc.boolean(), code: fc.constantFrom("ok", "libvirt.no-answer"), detail: anything }), { maxLength: 9 }),
  memoryUsedBytes: maybe(fc.nat()),
  pools: fc.array(fc.record({ name: fc.constantFrom("default", "pool2"), path: anything, active: fc.boolean(), sizeBytes: maybe(fc.nat()), freeBytes: maybe(fc.nat()) }), { maxLength: 3 }),
  steps: fc.array(fc.record({ action: fc.constantFrom("disk.claim", "pool.mount"), phase: fc.constantFrom("early", "disks"), result: fc.constantFrom("changed", "failed"), seconds: fc.constant(0.1), error: maybe(anything) }), { maxLength: 3 }),
});

/** Reports of a node of a pair. */
export const anyPairReport: fc.Arbitrary<Report> = fc.record({ report: anyReport, state: fc.constantFrom(...PAIR_WORDS) }).map(({ report: any, state }) => ({ ...any, cluster: pair({ state, situation: state === "diverged" ? "diverged" : "in-step", goneSeconds: 61, goneSince: "2026-11-22T20:26:12.000Z", percent: state === "syncing" ? 12 : null }) }));

/** Lines wider than `width`, but for those that only stand out since a single typed word does. */
export function tooWide(text: string, widthOf: (line: string) => number, width = 80): string[] {
  return text.split("\n").filter((line) => widthOf(line) > width);
}
