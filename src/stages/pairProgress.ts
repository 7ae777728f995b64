import type { PairReport, ResourceReport } from "../model/pair.ts";

/** A console that scrolls all the time is not read: a tenth more, and a minute since the last line. */
const TENTH = 10;
const PAUSE_S = 60;

/** How far each synchronisation was when the consoles were told last, by resource. */
export type Progress = Record<string, { tenths: number; at: number }>;

/** What consoles are to be told of synchronisations under way: that one has begun, and then how far it is. Its end is news of another kind. Pure. */
export function progressNews({ resources }: Pick<PairReport, "resources">, told: Progress, uptime: number): { began: ResourceReport[]; further: ResourceReport[]; told: Progress } {
  const copies = resources.filter(({ state }) => state === "syncing");
  const tenthsOf = ({ percent }: ResourceReport): number => Math.floor((percent ?? 0) / TENTH);
  const began = copies.filter(({ name }) => told[name] === undefined);
  const further = copies.filter((resource) => {
    const last = told[resource.name];
    return last !== undefined && tenthsOf(resource) > last.tenths && uptime - last.at >= PAUSE_S;
  });
  const now = copies.map((resource): [string, Progress[string]] => {
    const last = told[resource.name];
    return [resource.name, last === undefined || further.includes(resource) ? { tenths: tenthsOf(resource), at: uptime } : last];
  });
  return { began, further, told: Object.fromEntries(now) };
}
