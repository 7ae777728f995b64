import type { MirrorPlace, PairPlace } from "./facts.ts";
import type { Failure } from "./failure.ts";
import type { Mac } from "./token.ts";

/** Early steps run before systemd starts; disk steps in a unit after the hand-over; the pair's once the network is up. */
export type Phase = "early" | "disks" | "pair";

/** What a written file is for: its sentence in four languages is typed over this. */
export type FilePurpose =
  | "bridge" | "bridge-port" | "bridge-network" | "bond" | "bond-member" | "vlan" | "card-network" | "dhcp"
  | "late-nic" | "host-name" | "hosts" | "resolver" | "time" | "memory" | "tcp" | "keymap" | "locale" | "firewall" | "ssh"
  | "pool" | "pool-autostart" | "guest-network" | "guest-network-autostart" | "pair-service" | "issue";

/** One disk of a mirror, as a step means it: known by its id, checked by its marker. */
export interface MirrorMember {
  id: string;
  slot: 0 | 1;
  partitionUuid: string;
}

/** What claiming a disk needs to know, alone or for a mirror. */
export interface ClaimedDisk {
  path: string;
  id: string;
  sizeBytes: number;
  logicalBlockBytes: number;
  diskSeq: number | null;
  site: string;
  pool: string;
  partitionUuid: string;
  filesystemUuid: string;
  diskUuid: string;
  /** First byte and length of the one partition; the rest at the end is replication metadata's room. */
  partition: { startByte: number; sizeBytes: number };
  /** True where an earlier claim of ours was interrupted: the disk is ours and not blank any more. */
  resume: boolean;
  /** Set for a member of a mirror: then the claim ends with the table, and the marker stays `claiming`. */
  mirror?: MirrorPlace;
  /** Set for one side of a pair: as above. */
  pair?: PairPlace;
}

/** Both ends of one DRBD resource, the one that it was made with as primary first. Addresses without prefix. */
export interface PairConf {
  name: string;
  minor: number;
  port: number;
  /** What both sides offer, in bytes. */
  dataBytes: number;
  ends: [PairEnd, PairEnd];
}

export interface PairEnd {
  host: string;
  address: string;
}

/** One side of a pair, as a step means it: the disk by its id, checked by its marker. */
export interface PairDisk {
  id: string;
  partitionUuid: string;
  resource: string;
  uuid: string;
  side: 0 | 1;
}

interface OnResource {
  resource: string;
  minor: number;
  disk: PairDisk;
}

interface InPhase {
  phase: Phase;
}

/** One change of the host. Each is described in a sentence, and re-checks its precondition before it writes. */
export type Step = InPhase &
  (
    | { action: "nics.rename"; renames: { mac: Mac; from: string; to: string }[] }
    | { action: "file.write"; path: string; mode: number; content: string; purpose: FilePurpose }
    /** Files matching `prefix` under `dir` that this plan does not write: left from an earlier apply. */
    | { action: "files.clean"; dir: string; prefix: string; keep: string[] }
    | { action: "link.make"; path: string; target: string; purpose: FilePurpose }
    | { action: "host.name"; name: string }
    | { action: "console.keymap"; keymap: string }
    /** From the site overlay: authorized keys, root's password hash, host keys. */
    | { action: "overlay.install"; authorizedKeys: boolean; shadow: boolean; hostKeys: boolean }
    | { action: "console.password" }
    | ({ action: "disk.claim" } & ClaimedDisk)
    /** Array and file system on two claimed disks, then both markers `ready`. */
    | { action: "mirror.make"; pool: string; array: string; filesystemUuid: string; partitionBytes: number; members: MirrorMember[] }
    /** Of a mirror, `members` are assembled; those `behind` are added to them again. */
    | { action: "pool.mount"; pool: string; partitionUuid: string; path: string; mirror?: { array: string; members: MirrorMember[]; behind: MirrorMember[] } }
    /** A disk takes the place of a missing one, beside `members`; the kernel rebuilds it in the background. */
    | ({ action: "mirror.join"; members: MirrorMember[] } & ClaimedDisk & { mirror: MirrorPlace })
    /** Host keys kept on the pool: made there once, used from there at later starts. */
    | { action: "ssh.hostkeys"; dir: string | null }
    | { action: "guests.restore"; pool: string; path: string }
    | { action: "service.start"; unit: string }
    /**
     * On a running host, each time that a pool has been mounted: its guests. `ran`: those too that ran on the peer, after a takeover. `others`: there are
     * further nodes, on which a guest that was just moving may run.
     */
    | { action: "guests.start"; pool: string; path: string; ran: boolean; others?: true }
    /** The resource is configured and up, as secondary. `fresh`: with new metadata, on a side that nobody ever wrote to. */
    | { action: "pair.up"; conf: PairConf; disk: PairDisk; fresh: boolean }
    /** A pool of a single machine becomes one side of a pair; its data stays where it lies. */
    | { action: "pair.adopt"; pool: string; disk: PairDisk; minor: number; sizeBytes: number; logicalBlockBytes: number; diskSeq: number | null; site: string; place: PairPlace }
    /** The same back again, where no other side ever had its data: the line names one node again. */
    | { action: "pair.leave"; pool: string; disk: PairDisk }
    /** The resource is there in the kernel, with its disk and without a network. */
    | { action: "pair.attach"; conf: PairConf; disk: PairDisk; pool: string }
    /** The other side has all data: from now on it might have newer data than this one. */
    | ({ action: "pair.form" } & OnResource)
    /** Who has the other side: an address of its node. */
    | ({ action: "pair.peer"; peer: string } & OnResource)
    /** Both sides are new: they are declared equal, without a first synchronisation. */
    | ({ action: "pair.begin" } & OnResource)
    /** The file system on the mirror, then the marker `ready`. */
    | ({ action: "pair.make"; pool: string; filesystemUuid: string; dataBytes: number } & OnResource)
    /** The marker `ready` on the side that is not primary, once it has its data or gets it. */
    | ({ action: "pair.settle" } & OnResource)
    /** `alone`: without the peer, after `ramvisor takeover` or where there never was one. */
    | ({ action: "pair.mount"; pool: string; path: string; alone: boolean } & OnResource)
  );

export type Action = Step["action"];
export type StepOf<A extends Action> = Extract<Step, { action: A }>;

export type StepResult = "changed" | "unchanged" | "failed" | "skipped";

export interface StepOutcome {
  action: Action;
  phase: Phase;
  result: StepResult;
  /** Seconds, wall clock. */
  seconds: number;
  /** English, one line; null unless failed. */
  error: string | null;
  /** The same as data, for a sentence in another language; absent where only others' words are known. */
  cause?: Failure;
}
