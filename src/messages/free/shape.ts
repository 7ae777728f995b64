import type { Outcome } from "../../model/plan.ts";

/** What `ramvisor disk free` says, in one language. */
export interface FreeMessages {
  label: Record<"disk" | "path" | "model" | "serial" | "wwn" | "seen" | "partitions" | "mounts" | "holders", string>;
  /** What stands where a disk does not tell a thing. */
  none: string;
  unknown: (id: string, known: string) => string;
  noDisks: (id: string) => string;
  refused: (why: string) => string;
  already: Record<"blank" | "freed", string>;
  /** Everything on it is lost. */
  lost: string;
  poolLost: (pool: string, site: string) => string;
  /** `pool` null: the number alone. Ends in a colon. */
  type: Record<"serial" | "wwn", (pool: string | null) => string>;
  notConfirmed: string;
  working: string;
  freed: string;
  claimed: (pool: string, path: string) => string;
  /** As the second disk of a mirror that runs. */
  joins: (pool: string) => string;
  /** Why the claim does not follow at once; under `configured` for the plan's reason. */
  later: Record<Exclude<Outcome, "configured">, string> & { configured: (why: string) => string };
  claimFailed: (why: string) => string;
  nothingWritten: (why: string) => string;
  halfCleared: (why: string) => string;
}
