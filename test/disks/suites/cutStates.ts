import { randomOf } from "./bytes.ts";
import type { Event } from "./writeLog.ts";

/** Bytes at a place: what has reached the disk, in order. */
export interface Write {
  at: number;
  bytes: Buffer;
}

/** What a disk may hold after the power failed. */
export interface State {
  name: string;
  writes: readonly Write[];
  /** How many of the events had begun. */
  events: number;
}

/** What a disk writes whole or not at all. */
const ATOM = 512;

/** What is written at once, as far as a power cut can tell. */
interface Unit {
  device: string;
  writes: Write[];
}

/**
 * Every state that a power cut during these events may leave: a sync makes its device's earlier writes stable; of those
 * after it any may be there, in part or not at all, whatever came first. Named after each event: all writes so far, the
 * last one torn; and `mixes` picks at random from those not yet stable, each in whole, torn or missing. Pure.
 *
 * Writes into one sector that follow each other are one: between them, microseconds apart, the kernel would have to
 * write out this very page.
 */
export function statesOf(events: readonly Event[], base: readonly Write[], mixes: number, seed: number): State[] {
  const random = randomOf(seed);
  const states: State[] = [];
  let stable: Write[] = [...base];
  let loose: Unit[] = [];
  events.forEach((event, index) => {
    const add = (name: string, writes: readonly Write[]): number => states.push({ name: name.replace("#", `${event.kind} ${String(index + 1)} of ${String(events.length)}`), writes, events: index + 1 });
    if (event.kind === "sync") {
      stable = [...stable, ...all(loose.filter(({ device }) => device === event.device))];
      loose = loose.filter(({ device }) => device !== event.device);
      add("after #", stable);
      return;
    }
    const [before, next] = [events[index - 1], events[index + 1]];
    const last = loose.at(-1);
    if (last !== undefined && before !== undefined && inOneSector(before, event)) last.writes.push(event);
    else loose = [...loose, { device: event.device, writes: [event] }];
    if (next !== undefined && inOneSector(event, next)) return;
    add("after #", [...stable, ...all(loose)]);
    add("# torn", [...stable, ...all(loose.slice(0, -1)), ...torn(all(loose.slice(-1)), random)]);
    for (let mix = 1; mix <= mixes && loose.length > 1; mix++) add(`mix ${String(mix)} at #`, [...stable, ...mixOf(loose, random)]);
  });
  return states;
}

const all = (units: readonly Unit[]): Write[] => units.flatMap(({ writes }) => writes);
const sectorOf = (at: number): number => Math.floor(at / ATOM);

function inOneSector(first: Event, second: Event): boolean {
  if (first.kind !== "write" || second.kind !== "write" || first.device !== second.device) return false;
  return new Set([first, second].flatMap(({ at, bytes }) => [sectorOf(at), sectorOf(at + bytes.length - 1)])).size === 1;
}

/** Some of these writes. A sector that reaches the disk holds all that was written to it before: the kernel writes out pages. */
function mixOf(units: readonly Unit[], random: () => number): Write[] {
  const there = new Set<number>();
  return [...units].reverse().flatMap(({ writes }) => {
    const kind = random();
    const picked = new Set(kind < 0.45 ? sectors(writes) : kind < 0.85 ? [] : tornSectors(writes, random));
    for (const sector of picked) there.add(sector);
    return atomsOf(writes).filter(({ at }) => there.has(sectorOf(at))).reverse();
  }).reverse();
}

/** Some sectors of what was written, at least one missing: a write into one sector is there or not. */
function torn(writes: readonly Write[], random: () => number): Write[] {
  const picked = new Set(tornSectors(writes, random));
  return atomsOf(writes).filter(({ at }) => picked.has(sectorOf(at)));
}

function tornSectors(writes: readonly Write[], random: () => number): number[] {
  const list = sectors(writes);
  const missing = Math.floor(random() * list.length);
  return list.filter((_, index) => index !== missing && random() < 0.6);
}

const sectors = (writes: readonly Write[]): number[] => [...new Set(atomsOf(writes).map(({ at }) => sectorOf(at)))];

/** The writes cut at the bounds of sectors. */
function atomsOf(writes: readonly Write[]): Write[] {
  const atoms: Write[] = [];
  for (const { at, bytes } of writes) {
    for (let from = 0; from < bytes.length; ) {
      const length = ATOM - ((at + from) % ATOM);
      atoms.push({ at: at + from, bytes: bytes.subarray(from, from + length) });
      from += length;
    }
  }
  return atoms;
}
