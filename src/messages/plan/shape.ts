import type { DiskReason, DiskRemedy, DiskVerdict, Evidence, NicReason, NicVerdict, Outcome, PlannedDisk, PlannedNic } from "../../model/plan.ts";
import type { Severity } from "../../model/problem.ts";

/** A sentence, and the command that it ends in: on screen the command has a line of its own, so that it can be typed as it stands. */
export interface Advice {
  text: string;
  command: string | null;
  /** Another way to the same end. */
  or?: Advice;
}

export type EvidenceOf<K extends Evidence["kind"]> = Extract<Evidence, { kind: K }>;
export type RemedyOf<K extends DiskRemedy["kind"]> = Extract<DiskRemedy, { kind: K }>;

/** All that a plan says to people, in one language. A forgotten key does not compile. */
export interface PlanMessages {
  title: string;
  /** French sets a space before it. */
  colon: ":" | " :";
  outcome: Record<Outcome, string>;
  /** Said where no disk is own or claimed. */
  noPool: string;
  heading: Record<"problems" | "nics" | "disks" | "services" | "steps" | "lines", string>;
  label: Record<"host" | "address" | "gateway" | "dns" | "ntp" | "locale" | "vlan" | "bond" | "peers" | "next", string>;
  /** What stands where there is none of a thing. */
  none: Record<"nics" | "disks" | "services" | "steps" | "address", string>;
  dhcp: string;
  keyboard: (keymap: string, locale: string) => string;
  poolOf: (pool: string) => string;
  /** Behind the pool of a disk that is one of two. */
  mirrored: string;
  siteOf: (site: string) => string;
  nodeOf: (place: number, count: number) => string;
  severity: Record<Severity, string>;
  link: Record<"up" | "down" | "unknown", string>;
  nicVerdict: Record<NicVerdict, string>;
  /** A fragment that can stand for one card and for many. */
  nicReason: { [R in NicReason]: (nic: PlannedNic) => string };
  nicRole: Record<NonNullable<PlannedNic["role"]>, string>;
  becomes: (name: string) => string;
  virtualNics: (names: string) => string;
  nicGroup: (count: number) => string;
  nicRemedy: {
    near: (nic: PlannedNic, wanted: string) => string;
    type: (line: string) => Advice;
  } & Partial<Record<NicReason, string>>;
  diskVerdict: Record<DiskVerdict, string>;
  diskReason: { [R in DiskReason]: (disk: PlannedDisk) => string };
  evidence: { [K in Evidence["kind"]]: (evidence: EvidenceOf<K>, disk: PlannedDisk) => string };
  /** In text, both ends of a disk in one sentence. */
  bothEndsZero: (bytes: number) => string;
  /** In text, all that one look found, in one sentence. */
  signatures: (source: string, found: readonly { type: string; offset: number | null }[]) => string;
  /** In text, advice that was given in full before. */
  asAbove: string;
  remedy: { [K in DiskRemedy["kind"]]: (remedy: RemedyOf<K>, disk: PlannedDisk) => Advice };
  /** Over the lines to type in rescue and unconfigured starts. */
  typeHere: string;
  /** After a list that is cut. */
  more: (count: number) => string;
  /** After a list of disks that is cut, with the command that shows them all. */
  moreDisks: (count: number) => string;
  oneLine: string;
}
