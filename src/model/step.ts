import type { Mac } from "./token.ts";

/** Early steps run before systemd starts; disk steps in a unit after the hand-over. */
export type Phase = "early" | "disks";

/** What a written file is for: its sentence in four languages is typed over this. */
export type FilePurpose =
  | "bridge" | "bridge-port" | "bridge-network" | "bond" | "bond-member" | "vlan" | "card-network" | "dhcp"
  | "late-nic" | "host-name" | "hosts" | "resolver" | "time" | "keymap" | "locale" | "firewall" | "ssh"
  | "pool" | "pool-autostart" | "guest-network" | "guest-network-autostart" | "issue";

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
    | {
        action: "disk.claim"; path: string; id: string; sizeBytes: number; logicalBlockBytes: number; diskSeq: number | null;
        site: string; pool: string; partitionUuid: string; filesystemUuid: string; diskUuid: string;
        /** First byte and length of the one partition; the rest at the end is replication metadata's room. */
        partition: { startByte: number; sizeBytes: number };
        /** True where an earlier claim of ours was interrupted: the disk is ours and not blank any more. */
        resume: boolean;
      }
    | { action: "pool.mount"; pool: string; partitionUuid: string; path: string }
    /** Host keys kept on the pool: made there once, used from there at later starts. */
    | { action: "ssh.hostkeys"; dir: string | null }
    | { action: "guests.restore"; pool: string; path: string }
    | { action: "service.start"; unit: string }
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
}
