import type { CheckName, MirrorState, Stage } from "../../model/report.ts";

/** A check of readiness: what it is called, what to say where it fails, what to do then. */
export interface CheckMessages {
  name: string;
  missing: string;
  todo: string;
}

/** All that the console screen and `ramvisor status` say beside the plan, in one language. */
export interface ConsoleMessages {
  /** First line of the screen, after `Ramvisor:`. */
  state: Record<"starting" | "ready" | "not-ready" | "rescue" | "unconfigured", string>;
  label: Record<"host" | "address" | "pools" | "guests" | "shell" | "memory" | "checks", string>;
  noAddress: string;
  noPools: string;
  /** Sizes come formatted. */
  poolSpace: (free: string, size: string) => string;
  poolInactive: string;
  /** Behind the pool's space; a percentage may follow. */
  mirrorState: Record<MirrorState["state"], string>;
  /** Over what fails. */
  missing: string;
  stepFailed: (action: string, error: string) => string;
  /** Behind the first of several. */
  moreSteps: (count: number) => string;
  check: Record<CheckName, CheckMessages>;
  checkState: Record<"ok" | "failed" | "warning", string>;
  stage: Record<Stage["name"], string>;
  /** `seconds` and `stages` come formatted; `stages` is empty where nothing was measured. */
  readyAfter: (seconds: string, stages: string) => string;
  notReadyAfter: (seconds: string, stages: string) => string;
  notReady: string;
}

/** `text (stages)`, or the text alone. */
export function withStages(text: string, stages: string): string {
  return stages === "" ? text : `${text} (${stages})`;
}
