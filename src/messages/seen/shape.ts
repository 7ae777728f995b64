import type { Change, PairWord, Trouble, Trust } from "../../model/pair.ts";
import type { Advice } from "../plan/index.ts";

/** What DRBD says of one side's disk, in words for people. */
export type DiskWord = "current" | "behind" | "incomplete" | "comparing" | "failed" | "unknown" | "down";

/** What `ramvisor status` and the console say of a pair, in one language. Hosts, disks and commands come as they are. */
export interface SeenMessages {
  heading: string;
  word: Record<PairWord, string>;
  diskWord: Record<DiskWord, string>;
  /** Clauses, joined with semicolons and ended with a full stop. */
  usedOn: (host: string) => string;
  unused: string;
  /** `percent`: null where it is not known. */
  gets: (host: string, percent: number | null) => string;
  waits: (host: string) => string;
  waitsForDisk: string;
  /** `since`: a duration; null where the moment is not known. */
  gone: (host: string, since: string | null) => string;
  alone: string;
  stopped: string;
  /** This node leads it, and the pool is not mounted. */
  unmounted: string;
  failedDisk: (host: string, disk: string) => string;
  /** Of a step that failed: where it led to, and why (English). */
  notMounted: string;
  failed: (why: string) => string;
  /** What is missing where it is being made for too long. */
  stuck: { letGo: (peer: string) => string; unconnected: (peer: string) => string; unheard: (peer: string) => string; there: (peer: string) => string; here: string };
  /** Sentences. */
  split: string;
  changed: (host: string, list: string) => string;
  unchanged: (host: string) => string;
  changedWhat: Record<Change["what"][number], string>;
  kept: (host: string, path: string) => string;
  todo: {
    start: (host: string) => string;
    /** Before the command for a peer that will not come. */
    orAlone: string;
    disk: (host: string) => string;
    /** Of a peer that is there and has no disk for it; a command follows. */
    orWithout: string;
    /** Behind it stands a command. */
    finish: string;
    follow: (host: string) => string;
    takeover: (host: string) => string;
    /** As above, where the peer is known to have newer data. */
    takeoverBehind: (host: string) => string;
    choose: string;
    /** Before the commands for one side. */
    giveUp: (host: string) => string;
    afterwards: string;
    /** Before the command that mends a file system; before the one that shows the log. */
    repair: string;
    mend: string;
    log: string;
    kernelLog: string;
    connect: (peer: string, port: number) => string;
    /** Before commands to be typed on the peer. */
    service: (peer: string, port: number) => string;
    look: (peer: string) => string;
  };
  /** `own`, `peer`: hosts; `command` hands the secret over. */
  trouble: Record<Exclude<Trouble, "silent" | "other">, (own: string, peer: string, command: string) => Advice> & { other: (peer: string, why: string) => string };
  trust: Record<NonNullable<Trust["problem"]>, (disks: string) => Advice>;
}
