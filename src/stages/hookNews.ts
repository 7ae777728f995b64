import type { ResourceReport, ToldState } from "../model/pair.ts";

/** What a hook is called for. README lists them. */
export type EventName = "waiting" | "lost" | "syncing" | "synced" | "whole" | "diverged" | "refused" | "failed" | "stuck" | "taken-over";

export interface PairEvent {
  event: EventName;
  resource: ResourceReport;
  /** The state before; empty where there was none in this start. */
  before: string;
}

/** What an administrator is told of a resource at the latest when it is seen for the first time in a start. */
const AT_FIRST: ReadonlySet<string> = new Set(["diverged", "refused", "waiting"]);

type Resource = Pick<ResourceReport, "name" | "disk">;

export const keyOf = ({ name, disk }: Resource): string => `${name} ${disk}`;
const sameOf = <T extends Resource>(all: readonly T[], resource: Resource): T | undefined => all.find((one) => keyOf(one) === keyOf(resource));

/** What happened between two rounds. Of a resource that was not there before, only what a person has to see to counts as news. Pure. */
export function eventsBetween(before: readonly ToldState[], now: readonly ResourceReport[]): PairEvent[] {
  return now.flatMap((resource) => {
    const was = sameOf(before, resource);
    const tell = (event: EventName): PairEvent => ({ event, resource, before: was?.state ?? "" });
    const { state } = resource;
    const taken = was !== undefined && was.role !== "Primary" && resource.role === "Primary" && state === "lost" ? [tell("taken-over")] : [];
    if (was?.state === state || state === "making") return taken;
    if (was === undefined) return AT_FIRST.has(state) ? [tell(state)] : taken;
    return [...(state === "whole" && was.state === "syncing" ? [tell("synced")] : []), tell(state), ...taken];
  });
}

/** As long as a peer may be just starting, waiting for it changes nothing: that it waits is news at the end of that time, against what was before. Pure. */
export function withGrace(before: readonly ToldState[], now: readonly ResourceReport[]): ResourceReport[] {
  return now.map((resource) => (resource.state === "waiting" ? { ...resource, state: sameOf(before, resource)?.state ?? "making" } : resource));
}

/** What need not be told again: the state now; of a resource whose hooks have not come to their end (`pending`, by key), the one before. Pure. */
export function toldAfter(before: readonly ToldState[], now: readonly ResourceReport[], pending: ReadonlySet<string>): ToldState[] {
  return now.flatMap((resource) => (pending.has(keyOf(resource)) ? (sameOf(before, resource) ?? []) : toldState(resource)));
}

export const toldState = ({ name, disk, state, role }: ToldState): ToldState => ({ name, disk, state, role });
