import type { DiskFacts, DiskScan, MirrorPlace } from "./facts.ts";
import type { LookFailure } from "./failure.ts";
import type { Problem } from "./problem.ts";
import type { BondMode, Cidr, DiskMode, Ip, Lang, Mac } from "./token.ts";
import type { Step } from "./step.ts";

export type Outcome = "configured" | "degraded" | "rescue" | "unconfigured";

export type NicVerdict = "use" | "ignore";
/** Why a NIC is used or not; its sentence in four languages is typed over this. */
export type NicReason =
  | "named" | "bond-member" | "rescue-dhcp"
  | "not-named" | "virtual" | "duplicate-address" | "no-address" | "other-node" | "token-error";
export type NicRole = "bridge" | "bond" | "storage" | "dhcp" | null;

export interface PlannedNic {
  /** The address it is known by: permanent, else the one in use. */
  mac: Mac | null;
  kernelName: string;
  verdict: NicVerdict;
  /** The name it gets; null where it keeps its own. */
  name: string | null;
  role: NicRole;
  addresses: Cidr[];
  reason: NicReason;
  /** A wanted address that this NIC's differs from by one or two digits: a likely slip of the pen. */
  near: Mac | null;
  driver: string | null;
  carrier: boolean | null;
  /** What the reason's sentence names: the twin's kernel name, the other node's index … */
  args: Record<string, string>;
}

export type DiskVerdict = "claim" | "own" | "refuse" | "leave" | "wait";
/** One reason per row of the decision table (design, "Disks: the decision"). */
export type DiskReason =
  | "blank" | "freed" | "own" | "unfinished"
  | "other-site" | "newer-format" | "damaged-marker" | "moved-marker" | "resized" | "unfinished-free"
  | "boot-medium" | "removable" | "usb" | "read-only" | "mounted" | "held" | "swap" | "multipath"
  | "signature" | "partition-table" | "children" | "not-zero" | "unreadable" | "unproved" | "too-small" | "no-identity" | "twin-identity"
  | "disks-none" | "rescue" | "unconfigured" | "token-error" | "waits-for-peer"
  | "replacement" | "mirror-behind"
  | "mirror-rest" | "mirror-diverged" | "mirror-replaced" | "mirror-partial" | "mirror-unreadable" | "mirror-incomplete";

/** What was seen, as data: the sentence is made in the reader's language. */
export type Evidence =
  | { kind: "scan-zero"; what: "head" | "tail" | "samples"; bytes: number }
  | { kind: "no-signature" }
  | { kind: "not-zero"; offset: number }
  | { kind: "signature"; type: string; offset: number | null; source: string }
  | { kind: "names"; names: string[] }
  /** `part`: of the disk `what`. `cause`: `why` as data, where the agent worded it. */
  | { kind: "error"; what: string; part?: DiskScan["what"]; why: string; cause?: LookFailure }
  /** `disk`: the name in it, where the disk has another one now. */
  | { kind: "marker"; offset: number; site: string; pool: string; format: number; disk?: string }
  /** A marker of which no more can be told. */
  | { kind: "marker-place"; offset: number; format: number | null }
  | { kind: "free-marker"; offset: number }
  | { kind: "raid"; events: number; updated: string; copies: number };

/**
 * What a person can do about a refusal; `path` is the stable one under /dev/disk/by-id. `giveUp`: the same path, where the
 * disk may also be handed over with all that is on it.
 */
export type DiskRemedy =
  | { kind: "wipe"; path: string }
  | { kind: "unplug-or-ignore"; giveUp?: string }
  | { kind: "check-cable"; giveUp?: string }
  /** By the hypervisor, the controller or the disk's own settings. */
  | { kind: "restore-size"; giveUp?: string }
  | { kind: "newer-medium"; giveUp?: string }
  | { kind: "set-site"; site: string; giveUp?: string }
  | { kind: "fix-token" }
  | { kind: "set-disks"; mode: string }
  /** Two sides of a mirror went different ways: one is to be given up. */
  | { kind: "choose-side"; id: string }
  /** The mirror's other disk is needed; without it this one can only be handed over. */
  | { kind: "bring-back"; id: string }
  | { kind: "free"; id: string }
  /** A virtual disk without serial number: set one in the hypervisor. */
  | { kind: "give-serial" }
  /** The root file system is on it: a dry run on a machine with an installed system. */
  | { kind: "own-system" }
  /** `again`: the command to give once it is released; default `ramvisor`. */
  | { kind: "release"; mounts: string[]; holders: string[]; swap: boolean; again?: string };

/** `new`: the mirror is made, or its making is finished. `behind`: was missing for a while. `joins`: takes a missing disk's place. */
export type MirrorRole = "new" | "member" | "behind" | "joins";

export interface PlannedDisk {
  path: string;
  id: string;
  /** An own disk's name in its marker, where that is another: it was claimed behind another controller. */
  markedAs?: string;
  sizeBytes: number;
  /** As in the facts: the kernel's number for this disk in this start. */
  diskSeq: number | null;
  verdict: DiskVerdict;
  reason: DiskReason;
  evidence: Evidence[];
  remedy: DiskRemedy | null;
  /** The pool it is or becomes, for `claim` and `own`. */
  pool: string | null;
  /** Its part in a mirror; absent where it is none. */
  mirror?: MirrorPlace & { role: MirrorRole };
}

export interface Peer {
  index: number;
  host: string;
  addresses: Cidr[];
}

/** What becomes of one resource in this start: made anew; its making is noted; one side joins the other; both go on; it is used without another side, which it never had; it waits; it is refused. */
export type ResourceState = "make" | "settle" | "join" | "resume" | "alone" | "wait" | "refuse";

/** What both sides of a resource say, taken together: one row of the pair's decision table each (src/plan/cluster/decide.ts). */
export type Situation =
  | "other-size" | "refused-side" | "disk-unreadable" | "no-metadata" | "other-resource" | "unrelated" | "older-disk" | "diverged" | "both-partial"
  | "peer-silent" | "no-partner" | "only-copy" | "may-be-behind" | "never-formed"
  | "both-empty" | "unnoted" | "one-empty" | "in-step" | "was-primary" | "one-ahead" | "sync-unfinished";

/** One DRBD resource that this node has a side of. */
export interface PlannedResource {
  /** `r0`; empty where no partner was found for a disk. */
  name: string;
  uuid: string;
  /** Id of this node's disk. */
  disk: string;
  /** Whose disk cannot be read any more. */
  unreadable?: "own" | "peer";
  /** Id of the other side's disk; null where it is not known. */
  peerDisk: string | null;
  /** Null where no node is known to have the other side. */
  peerIndex: number | null;
  /** The node that is to be primary; null where that is not known, or where nobody is to be. */
  primaryIndex: number | null;
  state: ResourceState;
  situation: Situation;
  side: 0 | 1;
  pool: string;
  dataBytes: number;
  partitionBytes: number;
  /** False where its data lies on one side alone, and always did: a pool of a single machine. That side leads without being told. */
  formed: boolean;
  /** Nothing was noted on either side yet, but both were declared equal before. */
  begun?: boolean;
}

export interface PlannedNetwork {
  nics: PlannedNic[];
  bridge: "br0" | null;
  addresses: Cidr[];
  gateways: Ip[];
  dns: Ip[];
  ntp: string[];
  vlan: number | null;
  bond: BondMode | null;
  /** True in rescue and unconfigured starts. */
  dhcp: boolean;
}

export interface PlannedNode {
  index: number | null;
  count: number;
  host: string;
  site: string;
}

export interface Plan {
  outcome: Outcome;
  problems: Problem[];
  node: PlannedNode;
  network: PlannedNetwork;
  locale: { lang: Lang; keymap: string; locale: string };
  disks: PlannedDisk[];
  /** What `disks.` asks for: with `none`, no disk is not a lack. Always set by the planner. */
  disksMode?: DiskMode;
  cluster: { peers: Peer[]; resources: PlannedResource[] } | null;
  services: string[];
  steps: Step[];
  /** For rescue and unconfigured starts: the token line to type, one per NIC that could be meant. */
  suggestions: { kernelName: string; line: string }[];
}

export type { DiskFacts };
