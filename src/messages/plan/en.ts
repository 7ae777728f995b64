import type { DiskReason } from "../../model/plan.ts";
import type { PlanMessages } from "./shape.ts";
import { formatBytes } from "./numbers.ts";
import { releaseCommand, wipeAdvice } from "./shell.ts";

const size = (bytes: number): string => formatBytes(bytes, "en");
const names: Partial<Record<DiskReason, string>> = {
  children: "Partitions", mounted: "Mounted at", held: "Held by", multipath: "Multipath device", "twin-identity": "Same identity or marker as", "moved-marker": "Marker written for",
};
const stretch = { head: "first", tail: "last", samples: "sampled" } as const;


function signatures(source: string, found: readonly { type: string; offset: number | null }[]): string {
  const list = found.map(({ type, offset }) => (offset === null ? type : `${type} at offset ${offset}`)).join(", ");
  return source === "gpt" || source === "mbr" ? `Read from the disk: ${list}.` : `${source} finds ${list}.`;
}

export const en: PlanMessages = {
  title: "Ramvisor plan",
  colon: ":",
  outcome: {
    configured: "This machine comes up as told.",
    degraded: "This machine comes up, but not as told: what is in error is left out, and no new disk is claimed.",
    rescue: "No mac. token names a network card of this machine. It comes up for rescue: DHCP where there is a link, no disk is touched.",
    unconfigured: "The command line has no mac. token. This machine is not configured: DHCP where there is a link, no disk is touched.",
  },
  noPool: "No disk is used: network, SSH and KVM run, but there is no storage pool for guests.",
  heading: { problems: "Problems", nics: "Network cards", disks: "Disks", services: "Services", steps: "Steps", lines: "To type" },
  label: {
    host: "Host", address: "Address", gateway: "Gateway", dns: "DNS", ntp: "Time", locale: "Language",
    vlan: "VLAN", bond: "Bond", peers: "Peers", next: "->",
  },
  none: { nics: "none found", disks: "none found", services: "none", steps: "nothing to do", address: "none" },
  dhcp: "by DHCP where there is a link",
  keyboard: (keymap, locale) => `keyboard ${keymap}, ${locale}`,
  poolOf: (pool) => `pool ${pool}`,
  siteOf: (site) => `site ${site}`,
  nodeOf: (place, count) => `node ${place} of ${count}`,
  severity: { error: "error", warning: "warning" },
  link: { up: "link up", down: "no link", unknown: "link unknown" },
  nicVerdict: { use: "use", ignore: "ignore" },
  nicReason: {
    named: () => "named by a mac. token",
    "bond-member": (nic) => `named by a mac. token as a member of ${nic.args["bond"] ?? "the bond"}`,
    "rescue-dhcp": () => "address by DHCP",
    "not-named": () => "not named by any mac. token",
    virtual: () => "not hardware (bridge, bond, VLAN or the like)",
    "duplicate-address": (nic) => `has the same hardware address as ${nic.args["twins"] ?? "another card"}`,
    "no-address": () => "hardware address cannot be read",
    "other-node": (nic) => `named for ${nic.args["node"] === undefined ? "another node" : `node ${nic.args["node"]}`}`,
    "token-error": () => "mac. token in error",
  },
  nicRole: { bridge: "carries bridge br0", bond: "member of the bond", storage: "for replication and node-to-node traffic", dhcp: "DHCP" },
  becomes: (name) => `becomes ${name}`,
  virtualNics: (all) => `${all}: not hardware`,
  nicGroup: (count) => `${count} cards`,
  nicRemedy: {
    near: (nic, wanted) => `Its address ${nic.mac ?? "?"} differs from the wanted ${wanted} by only one or two digits: probably a typing error in the token.`,
    type: (line) => ({ text: "If this is the card that is meant, type on this console:", command: `ramvisor apply ${line}` }),
    "duplicate-address": "Give each card its own hardware address in its firmware, or remove one of them.",
    "no-address": "Check the card's driver and firmware (dmesg).",
  },
  diskVerdict: { claim: "claim", own: "own", refuse: "refuse", leave: "leave", wait: "wait" },
  diskReason: {
    blank: () => "blank",
    freed: () => "was freed by ramvisor disk free",
    own: () => "carries our marker for this site",
    unfinished: () => "an earlier claim of ours was interrupted; it is finished now",
    "other-site": () => "belongs to another Ramvisor site",
    "newer-format": () => "was set up by a newer Ramvisor",
    "damaged-marker": () => "carries a damaged Ramvisor marker",
    "moved-marker": () => "carries the marker of another disk: it is a copy",
    "unfinished-free": () => "was being freed by ramvisor disk free, which was interrupted",
    "boot-medium": () => "is the medium that this machine started from",
    removable: () => "is removable",
    usb: () => "is on USB",
    "read-only": () => "is read-only",
    mounted: () => "is mounted",
    held: () => "is held by another device (md, LVM or the like)",
    swap: () => "is in use as swap",
    multipath: () => "is a path of a multipath device",
    signature: () => "carries data with a known signature",
    "partition-table": () => "carries a partition table",
    children: () => "has partitions",
    "not-zero": () => "carries data: not every byte that was read is zero",
    unreadable: () => "cannot be read without error",
    unproved: () => "could not be proved blank",
    "too-small": () => "is too small for a pool",
    "no-identity": () => "has neither serial number nor WWN to be known by",
    "twin-identity": () => "cannot be told apart from another disk",
    "disks-none": () => "disks.none: blank disks are left alone",
    rescue: () => "rescue start: no disk is touched",
    unconfigured: () => "not configured: no disk is touched",
    "token-error": () => "there is an error: nothing new is claimed",
    "mirror-unbuilt": () => "mirrored disks come in a later version",
    "waits-for-peer": () => "waits for the peer that mirrors it",
  },
  evidence: {
    "scan-zero": (e) => e.what === "samples" ? `Samples, ${size(e.bytes)} in all: every byte is zero.` : `The ${stretch[e.what]} ${size(e.bytes)}: every byte is zero.`,
    "no-signature": () => "blkid and wipefs find nothing.",
    "not-zero": (e) => `The byte at offset ${e.offset} is not zero.`,
    signature: (e) => signatures(e.source, [e]),
    names: (e, disk) => `${names[disk.reason] ?? "Found"}: ${e.names.join(", ")}.`,
    error: (e) => `${e.what}: ${e.why}.`,
    marker: (e) => `Marker: site ${e.site}, pool ${e.pool}, format ${e.format}.`,
    "free-marker": (e) => `Apart from that, the free marker of this very disk at offset ${e.offset}.`,
  },
  bothEndsZero: (bytes) => `The first and the last ${size(bytes)}: every byte is zero.`,
  signatures,
  asAbove: "As above:",
  remedy: {
    wipe: (r) => wipeAdvice(r.path, {
      free: "If nothing on it is needed, hand it over to this host. This deletes everything on the disk; its serial number is asked first:",
      overwrite: "Or overwrite it with zeroes from any Linux, then start again. This deletes everything on the disk too, and takes hours on a large hard disk:",
      overwriteAlone: "If nothing on it is needed, overwrite it with zeroes from any Linux, then start again. This deletes everything on the disk and takes hours on a large hard disk:",
    }),
    "unplug-or-ignore": () => ({ text: "Nothing to do; unplug it if it should not be there.", command: null }),
    "check-cable": () => ({ text: "Check cable, power and the disk's health (smartctl), then start again.", command: null }),
    "newer-medium": () => ({ text: "Start from a medium at least as new as the one that set this disk up.", command: null }),
    "set-site": (r) => ({ text: `Start from a medium whose site.id is ${r.site}, if the disk belongs to this machine.`, command: null }),
    "fix-token": () => ({ text: "Mend the error that is named under problems, then start again.", command: null }),
    "set-disks": (r) => ({ text: `To use it, give disks.${r.mode} on the command line.`, command: null }),
    "give-serial": () => ({ text: "Give the virtual disk a serial number in the hypervisor (QEMU: serial=NAME), then start again.", command: null }),
    release: (r) => ({ text: "Release it (unmount it, stop what holds it), then run again:", command: releaseCommand(r) }),
  },
  typeHere: "Type on this machine's console, or append to the line at the boot loader's prompt (without \"ramvisor apply\"). Change the IP address where it is not the right one:",
  more: (count) => `and ${count} more`,
  oneLine: "(one line)",
};
