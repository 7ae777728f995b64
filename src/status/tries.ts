import type { PairDocument, PairReport, ResourceReport, Tried } from "../model/pair.ts";
import type { Action, Step, StepOutcome } from "../model/step.ts";
import { isConnected } from "./procDrbd.ts";

export const NOT_TRIED: Tried = { makingAt: null, failedAt: null, failure: null };
/** They end like this wherever the other side comes later than this one: how long that lasts is what counts. */
const WAITS: readonly Action[] = ["pair.begin", "pair.mount"];

/** What is tried, and since when, after a round: `steps` and `outcomes` are those of the round, in the same order. Pure. */
export function triesAfter(before: PairDocument["tries"], { resources }: Pick<PairReport, "resources">, steps: readonly Step[], outcomes: readonly StepOutcome[], uptime: number): PairDocument["tries"] {
  const failures = steps.flatMap((step, place) => {
    const { action } = step;
    const { result, error, cause } = outcomes[place] ?? { result: "skipped", error: null };
    return result === "failed" ? [{ action, of: ownerOf(step, resources), says: { failure: `${action}: ${error ?? "failed"}`, ...(cause === undefined ? {} : { failedStep: { action, cause } }) } }] : [];
  });
  const now = (name: string, isMade: boolean, failed: Pick<Tried, "failure" | "failedStep"> | undefined): [string, Tried] => {
    const known = before[name] ?? NOT_TRIED;
    return [name, { makingAt: isMade ? (known.makingAt ?? uptime) : null, failedAt: failed === undefined ? null : (known.failedAt ?? uptime), ...(failed ?? { failure: null }) }];
  };
  return Object.fromEntries([
    ...resources.filter(({ name }) => name !== "").map((resource) => now(resource.name, isMaking(resource), failures.find(({ of, action }) => of === resource.name && (isUp(resource) || !WAITS.includes(action)))?.says)),
    now("", false, failures.find(({ of }) => of === null)?.says),
  ]);
}

const isUp = ({ connection }: ResourceReport): boolean => connection !== null && isConnected({ connection });

const isMaking = ({ state }: ResourceReport): boolean => state === "making" || state === "stuck" || state === "failed";

/** The resource that a step is of; null for one of the host as a whole, like a service's start. */
function ownerOf(step: Step, resources: readonly ResourceReport[]): string | null {
  if ("conf" in step) return step.conf.name;
  if ("resource" in step) return step.resource;
  return "pool" in step ? (resources.find(({ name, pool }) => name !== "" && pool === step.pool)?.name ?? null) : null;
}
