import type { LookFailure } from "./failure.ts";
import type { Mac } from "./token.ts";

export const FACTS_SCHEMA = "ramvisor.facts/1";

/** What could not be read: the file or command, and the errno or reason, in English for a bug report. */
export interface Unread {
  what: string;
  why: string;
  /** `why` as data, where the agent worded it: for a sentence in the reader's language. Facts of older versions have none. */
  cause?: LookFailure | undefined;
}

export interface NicFacts {
  /** The name it has now: `enp0s3`, or `eth0` once the agent has renamed it. */
  kernelName: string;
  /** The address in use; null where it could not be read. */
  mac: Mac | null;
  /** The address burnt in (`ip -j -d link`: permaddr; else `address` where addr_assign_type is 0). */
  permanentMac: Mac | null;
  driver: string | null;
  /** `pci`, `usb`, `virtio` … */
  bus: string | null;
  /** The place on its bus: `0000:00:03.0`. */
  busAddress: string | null;
  /** Null where it is down (the kernel answers EINVAL) or unreadable. */
  carrier: boolean | null;
  up: boolean | null;
  speedMbps: number | null;
  /** True for hardware (has a device link), false for bridges, bonds, VLANs, loopback. */
  physical: boolean;
  /** The bridge or bond that holds it. */
  master: string | null;
}

export interface DiskSignature {
  source: "blkid" | "wipefs" | "gpt" | "mbr";
  /** As the tool calls it: `ext4`, `LVM2_member`, `gpt`, `dos`. */
  type: string;
  /** Byte offset on the disk; null where the tool does not say. */
  offset: number | null;
}

/** One stretch of a disk that the agent read itself. */
export interface DiskScan {
  what: "head" | "tail" | "samples";
  fromByte: number;
  toByte: number;
  /** Bytes really read. */
  readBytes: number;
  /** Offset of the first byte that is not zero; null where all that was read is zero. */
  firstNonZero: number | null;
  /** errno or `timeout`; null where the read went well. */
  error: string | null;
  /** As in Unread. */
  cause?: LookFailure | undefined;
}

/** A disk's place in a mirror of two (md RAID 1). */
export interface MirrorPlace {
  /** UUID of the array, as text in lower case with dashes. */
  array: string;
  /** The md role: 0 or 1. */
  slot: 0 | 1;
  /** Length of the partition: the array's other member has one of the same length, on whatever disk. */
  partitionBytes: number;
}

/** A disk's place in a pair: its half of one DRBD resource. */
export interface PairPlace {
  /** `r0`, `r1` …: unique on the site; its number is DRBD's minor and counts its port. */
  resource: string;
  /** UUID of the resource, as text: tells it from one of the same name that was made anew. */
  uuid: string;
  /** 0 on the node that is primary where both sides are as good. */
  side: 0 | 1;
  /** What guests can use; equal on both sides. */
  dataBytes: number;
  /** Length of the partition: data, and at its end DRBD's metadata. */
  partitionBytes: number;
  /** False while no other side ever had all data: a pool that was alone. Absent: it was made, or has been formed, with a peer. */
  formed?: boolean;
  /**
   * True from before this side is connected to the other one until it is known that nobody writes to that one without it: it is in use alone itself,
   * or the other's node ended in order before its own did. Absent: so it is, or a version that knew no such note wrote it.
   */
  linked?: boolean;
  /**
   * An address of the node that has the other side. Unlike a place in the line or a host name, it stays when tokens change their
   * order, when others come, and when the machine behind it is replaced. Absent in older markers, and where the marker would
   * outgrow a sector.
   */
  peer?: string;
}

/** What DRBD's metadata on one side says (src/raid/drbdMeta.ts). Generations are 16 hex digits, zeros where there is none. */
export interface DrbdMeta {
  current: string;
  /** The generation that the other side was left at; changes since then are in the bitmap. */
  bitmap: string;
  history: string[];
  /** False until its first synchronisation, and while one is under way. */
  consistent: boolean;
  upToDate: boolean;
  /** True where it is primary, or was when it was last heard of. Of an earlier version, also where only the mark of a crash says so. */
  primary: boolean;
  /** True where it was primary in a crash: DRBD leaves that mark on the disk until its next change of state, long after another one leads. */
  crashed?: boolean;
}

/** What the md superblock of one mirror member says (src/raid/superblock.ts). */
export interface RaidMember {
  /** Of the array. */
  uuid: string;
  /** Counts the superblock's updates: of two members, the one with fewer was left behind. */
  events: number;
  /** The role that this member has; null where it is a spare or was thrown out. */
  slot: number | null;
  /** Roles that have a working member as far as this one knows, ascending. */
  active: number[];
  /** The array's number for this very disk: one that takes its role later has another. Absent in facts of older versions. */
  number?: number;
  /** By role, the number of the disk that has it as far as this one knows; null: none. Absent in facts of older versions. */
  holders?: (number | null)[];
  level: number;
  raidDisks: number;
  /** True while this member is not a whole copy yet: its rebuild has not ended. */
  rebuilding: boolean;
  /** When this member's superblock was written last: ISO 8601, UTC. */
  updated: string;
}

/**
 * Our marker, 4 KiB at byte 524288 of the whole disk (past both GPT and every known superblock, before the
 * first partition): magic line, JSON, CRC-32.
 */
export interface DiskMarker {
  /** 1; a larger one comes from a newer Ramvisor and is refused. */
  format: number;
  site: string;
  /** The id of the disk it was written for: a copied image names another disk. */
  disk: string;
  sizeBytes: number;
  role: "pool" | "mirror" | "pair";
  pool: string;
  /** `claiming` from the first write on, `ready` after the last. */
  state: "claiming" | "ready";
  partitionUuid: string;
  filesystemUuid: string;
  /** With role `mirror` alone, and always there. */
  mirror?: MirrorPlace;
  /** With role `pair` alone, and always there. */
  pair?: PairPlace;
}

/** What `ramvisor disk free` writes in the marker's place: a person, who typed the serial number, gave this very disk away. */
export interface FreeMarker {
  /** As in DiskMarker. */
  format: number;
  role: "free";
  /** `freeing` from the first write on, `free` once both ends are zero and were read back. */
  state: "freeing" | "free";
  disk: string;
  serial: string | null;
  sizeBytes: number;
  /** The resource (its UUID) of which a side was given up with it; absent where there was none, and in those of older versions. */
  pair?: string;
}

/** The marker's place as read: none, a good one, a free one, or one that is ours but newer or damaged. */
export type MarkerRead = { state: "none" } | { state: "good"; marker: DiskMarker } | { state: "free"; marker: FreeMarker } | { state: "newer"; format: number } | { state: "damaged"; why: string; cause?: LookFailure | undefined };

export interface DiskFacts {
  /** `/dev/vda`: for the eye only; a disk is known by its id. */
  path: string;
  /** Stable id: the name under /dev/disk/by-id that names serial or WWN; `unknown:<path>` where there is none. */
  id: string;
  serial: string | null;
  wwn: string | null;
  model: string | null;
  sizeBytes: number;
  logicalBlockBytes: number;
  removable: boolean;
  readOnly: boolean;
  /** `sata`, `sas`, `nvme`, `virtio`, `usb`, `scsi` … */
  transport: string | null;
  rotational: boolean | null;
  /** The kernel's counter of disk appearances (sysfs `diskseq`); null before Linux 5.15. */
  diskSeq: number | null;
  bootMedium: boolean;
  /** Partitions the kernel sees: `vda1`. */
  children: string[];
  /** Device-mapper, md and others that hold it or a partition of it, from the bottom up: what lies on others stands behind them. */
  holders: string[];
  /** Where it or a partition of it is mounted. */
  mounts: string[];
  swap: boolean;
  multipath: boolean;
  signatures: DiskSignature[];
  scans: DiskScan[];
  marker: MarkerRead;
  /** Read only where the marker says `mirror`; null where there is no md superblock that holds. */
  raid?: RaidMember | null;
  /** Read only where the marker says `pair`; null where there is no DRBD metadata that holds. */
  drbd?: DrbdMeta | null;
  /** What went wrong while this disk was looked at; not empty: refuse. */
  errors: Unread[];
  /** It was read before in this start, and cannot be read now; what is told of it is from then. */
  unreadable?: true;
}

/** What the agent sees of a machine: the fixture of a field report, and the planner's only view of the host. */
export interface Facts {
  schema: typeof FACTS_SCHEMA;
  /** Version of Ramvisor that wrote it. */
  version: string;
  nics: NicFacts[];
  disks: DiskFacts[];
  memoryBytes: number | null;
  cpu: { model: string | null; cores: number | null; threads: number | null; virtualization: "vmx" | "svm" | null };
  machine: { maker: string | null; model: string | null };
  firmware: "bios" | "uefi";
  kernel: string | null;
  /** Path of the whole disk or CD that the medium was started from, where one can tell. */
  bootMedium: string | null;
  /** Which parts of the site overlay are present (never their content). */
  overlay: { authorizedKeys: boolean; shadow: boolean; hostKeys: boolean; tls: boolean; pairSecret: boolean; siteId: string | null };
  unread: Unread[];
  /** Said among nodes beside their facts: false where this one claims nothing new, its line being in error or saying `disks.none`. */
  claims?: boolean;
}
