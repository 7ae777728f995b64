import type { PlannedResource, Situation } from "./plan.ts";
import type { Failure } from "./failure.ts";
import type { Action, StepOutcome } from "./step.ts";

/**
 * How one mirrored resource fares, in one word. `whole`: both sides have all data, one of them is in use. `syncing`: connected
 * and in use, one side is getting what it lacks. `making`: its sides are there, and it is being made or connected. `waiting`: for
 * the peer, which was not connected in this start; nothing is in use here. `lost`: one side is gone, or its disk failed.
 * `refused`: a person has to see to it. `diverged`: each side was written to without the other, and a person has to choose.
 * `failed`: a step of this node fails again and again, as where the pool's file system cannot be mounted. `stuck`: being made or
 * connected for longer than that takes.
 */
export const PAIR_WORDS = ["whole", "syncing", "making", "waiting", "lost", "refused", "diverged", "failed", "stuck"] as const;
export type PairWord = (typeof PAIR_WORDS)[number];

/** Why a peer is not heard. `new-here`: this node does not know the pair's secret yet; `new-there`: the peer does not. */
export const TROUBLES = ["silent", "new-here", "new-there", "other-secret", "other"] as const;
export type Trouble = (typeof TROUBLES)[number];

/** Where this node has the secret from: the medium, its own disks, from another node at first contact, from a person. */
export const TRUST_SOURCES = ["overlay", "disk", "agreed", "given", "none"] as const;
/** `differ`: two of this node's disks carry different ones. `missing`: there is data of a pair, and no secret to it. */
export const TRUST_PROBLEMS = ["differ", "missing"] as const;

export interface Trust {
  source: (typeof TRUST_SOURCES)[number];
  problem: (typeof TRUST_PROBLEMS)[number] | null;
  /** Ids of the disks that the problem is about. */
  disks: string[];
}

/** What changed on one side since the other was gone. `guest` null: files that no guest on this pool names. */
export interface Change {
  guest: string | null;
  what: ("disk" | "definition" | "file")[];
  /** When for the last time: ISO 8601, UTC, by that node's clock. */
  last: string;
}

/** What is known of one peer now. */
export interface PeerSeen {
  index: number;
  heard: boolean;
  /** Why not, in English; null where it was heard. */
  why: string | null;
  trouble: Trouble | null;
}

/** Whether the two sides of a resource have talked to each other in this start. */
export interface Link {
  connected: boolean;
  /** When the connection was last seen to be gone after it had been there, in seconds since the kernel's start; null where it never was, or is there. */
  lostAt: number | null;
  /** The same moment by the clock: ISO 8601, UTC. */
  lostTime: string | null;
  /** True once both were connected with this side up to date: then it has all that was acknowledged until the link was lost. */
  wasWhole: boolean;
  /** When the peer was first heard to have data that this side lacks, written since they were apart: ISO 8601, UTC; null where it was not, or they are connected again. */
  peerAheadTime: string | null;
}

/** What this node tries and has not come to the end of. Moments in seconds since the kernel's start. */
export interface Tried {
  /** Since when the resource has been neither whole nor on its way there; null where it is. */
  makingAt: number | null;
  /** Since when a step has failed in each round; null where none did in the last one. */
  failedAt: number | null;
  /** Why, in English, one line. */
  failure: string | null;
  failedStep?: FailedStep;
}

/** The step that failed, and why as data; absent where only others' words are known. */
export interface FailedStep {
  action: Action;
  cause: Failure;
}

/** What hooks were called for last, of one resource; or what it was at first. */
export type ToldState = Pick<ResourceReport, "name" | "disk" | "state" | "role">;

/** /run/ramvisor/pair.json: what the pair's stage last saw. */
export interface PairDocument {
  resources: PlannedResource[];
  peers: PeerSeen[];
  links: Record<string, Link>;
  trust: Trust;
  /** By resource, where its sides are apart; null: not known. */
  changes: Record<string, { own: Change[] | null; peer: Change[] | null }>;
  /** By resource; under the empty name steps that are of no single one. */
  tries: Record<string, Tried>;
  steps: StepOutcome[];
  /** What hooks need not be called for again, also by a stage that is started anew; absent in those of older versions. */
  told?: ToldState[];
}

export interface PeerReport {
  index: number;
  host: string;
  addresses: string[];
  heard: boolean;
  trouble: Trouble | null;
  why: string | null;
  /** The folder with its last report and log; null where there is none. */
  kept: string | null;
}

export interface ResourceReport {
  name: string;
  pool: string;
  /** Ids of the disks on either side; the peer's null where it is not known. */
  disk: string;
  peerDisk: string | null;
  /** Whose disk cannot be read any more. */
  unreadable?: "own" | "peer";
  peerIndex: number | null;
  peerHost: string | null;
  primaryIndex: number | null;
  state: PairWord;
  situation: Situation;
  /** DRBD's words; null where it is not up here. */
  role: string | null;
  peerRole: string | null;
  connection: string | null;
  diskState: string | null;
  peerDiskState: string | null;
  /** Of a synchronisation under way. */
  percent: number | null;
  /** Its pool is mounted on this node. */
  mounted: boolean;
  /** Guests on it that were moving when their node died, may run on another one, and are not started. */
  moving: string[];
  /** Why a step of it failed in the last round; null where none did. */
  failure: string | null;
  failedStep?: FailedStep;
  goneSince: string | null;
  /** Since when the peer is known to have data that this side lacks; null where it is not known to have any. */
  peerAheadSince: string | null;
  /** How long the peer has been gone, in seconds: for people. */
  goneSeconds: number | null;
  changes: { own: Change[] | null; peer: Change[] | null } | null;
  /** This side holds data: it could be taken over. */
  hasData: boolean;
}

/** How the pair fares now, as this node sees it. */
export interface PairReport {
  host: string;
  /** This node's first, without prefix; null where it has none. */
  address: string | null;
  peers: PeerReport[];
  resources: ResourceReport[];
  trust: Trust | null;
}
