import type { Machine } from "../apply/machine.ts";
import type { PairDocument, PairReport, ToldState, Trust } from "../model/pair.ts";
import { PAIR, pairNow } from "../status/pair.ts";
import { triesAfter } from "../status/tries.ts";
import type { Told } from "./neighbours.ts";
import type { FactsNow, Round } from "./pairRound.ts";
import { sidesApart, type Changes } from "./sidesApart.ts";
import { keepDocument } from "./state.ts";

/** How often it is looked what changes on a side that is used alone. */
const CHANGES_S = 30;

/** What is remembered from one round to the next. */
export interface Seen {
  links: PairDocument["links"];
  tries: PairDocument["tries"];
  changes: Changes;
  /** When the sides were looked at, in seconds since the kernel's start. */
  lookedAt: number;
  /** How the pair fared in the round before; null where there was none. */
  report: PairReport | null;
  /** What hooks were called for: see PairDocument. */
  told: ToldState[];
  /** That of pair.json in the round before. */
  stamp: string;
}

/** At a stage's start: what an earlier stage of this start knew of the links, tried, and told hooks. */
export async function seenBefore({ fs }: Pick<Machine, "fs">): Promise<Seen> {
  const { links, tries, told = [] } = await fs.readText(PAIR).then((text) => JSON.parse(text) as PairDocument, (): Pick<PairDocument, "links" | "tries" | "told"> => ({ links: {}, tries: {} }));
  return { links, tries, changes: {}, lookedAt: -Infinity, report: null, told, stamp: "" };
}

/**
 * Looks how the pair fares after a round, and at its sides where they are apart, and leaves it in pair.json. Notes changes and the time
 * in `seen`, as well as what is tried and since when. Null where there is no pair.
 */
export async function seePair(machine: Machine, { plan, peers, steps, outcomes }: Round, trust: Trust, told: Told, factsNow: FactsNow, seen: Seen): Promise<{ report: PairReport; document: PairDocument } | null> {
  const { fs } = machine;
  const document = (): Record<string, unknown> & PairDocument => ({ schema: "ramvisor.pair/1", resources: plan.cluster?.resources ?? [], peers, links: seen.links, trust, changes: seen.changes, tries: seen.tries, steps: outcomes, told: seen.told });
  const keep = async (): Promise<void> => { if (stampOf(document()) !== seen.stamp) await keepDocument(fs, PAIR, document()); };
  await keep();
  const first = await pairNow(fs, plan, machine.uptime());
  if (first === null) return null;
  seen.tries = triesAfter(seen.tries, first, steps, outcomes, Math.round(machine.uptime()));
  if (machine.uptime() - seen.lookedAt > CHANGES_S || first.resources.some(({ name, state }) => state !== seen.report?.resources.find((one) => one.name === name)?.state)) {
    seen.changes = await sidesApart(machine, plan, factsNow, first, seen.links, seen.changes);
    seen.lookedAt = machine.uptime();
  }
  seen.changes = Object.fromEntries(Object.entries(seen.changes).map(([name, { own, peer }]) => [name, { own, peer: told[name] ?? peer }]));
  await keep();
  return { report: (await pairNow(fs, plan, machine.uptime())) ?? first, document: document() };
}

/** What makes one round differ from the one before; times of steps do not. */
export function stampOf({ resources, peers, links, trust, changes, tries, steps, told }: PairDocument): string {
  return JSON.stringify([resources, peers, links, trust, changes, tries, steps.map(({ action, result, error }) => [action, result, error]), told]);
}

/** A round for the log, one line each for what matters. */
export function inShort({ resources, peers, steps }: PairDocument): object {
  return {
    resources: resources.map(({ name, state, situation, primaryIndex }) => `${name} ${state} ${situation} ${String(primaryIndex)}`),
    peers: peers.map(({ index, why }) => `${index + 1}: ${why ?? "heard"}`),
    changed: steps.flatMap(({ action, result, seconds }) => (result === "changed" ? [`${action} ${String(seconds)} s`] : [])),
    failed: steps.flatMap(({ action, error }) => (error === null ? [] : [`${action}: ${error}`])),
  };
}
