import type { Outcome } from "./plan.ts";
import type { PairReport } from "./pair.ts";
import type { StepOutcome } from "./step.ts";

export const CHECKS = ["kvm", "libvirt", "network", "bridge", "address", "pool", "mirror", "guests", "pair", "guest-network", "gateway", "steps"] as const;
export type CheckName = (typeof CHECKS)[number];

export interface Check {
  name: CheckName;
  ok: boolean;
  /** True where a failure is only a warning (a silent gateway). */
  advisory: boolean;
  /** Short code that scripts read, as in `reason=libvirt.no-answer`; `ok` where it holds. */
  code: string;
  /** What was seen, English, one line. */
  detail: string;
}

/** How a mirror fares now. `percent`: of the copying under way, rounded down; null where it is not known. */
export interface MirrorState {
  state: "clean" | "resync" | "rebuild" | "degraded";
  percent: number | null;
}

/** Where the time of a start went, in seconds, in order. */
export interface Stage {
  name: "kernel" | "initramfs" | "agent" | "systemd" | "network" | "disks" | "libvirt" | "ready";
  seconds: number;
}

export interface Report {
  outcome: Outcome;
  ready: boolean;
  /** From the kernel's start; null until ready. */
  readySeconds: number | null;
  /** First failing check's code, or the outcome's: `nic.no-match`, `token.error`. */
  reason: string | null;
  stages: Stage[];
  checks: Check[];
  memoryUsedBytes: number | null;
  pools: { name: string; path: string; active: boolean; sizeBytes: number | null; freeBytes: number | null; mirror?: MirrorState | null }[];
  /** Absent or null on a single machine. */
  cluster?: PairReport | null;
  steps: StepOutcome[];
}
