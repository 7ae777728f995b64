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

/**
 * Every state that a power cut during these events may leave: a sync makes its device's earlier writes stable; of those
 * after it any may be there, in part or not at all, whatever came first. Named after each event: all writes so far, the
 * last one torn; and `mixes` picks at random from those not yet stable, each in whole, torn or missing. Pure.
 */
export function statesOf(events: readonly Event[], base: readonly Write[], mixes: number, seed: number): State[] {
  const random = randomOf(seed);
  const states: State[] = [];
  let stable: Write[] = [...base];
  let loose: (Write & { device: string })[] = [];
  events.forEach((event, index) => {
    const where = `${event.kind} ${String(index + 1)} of ${String(events.length)}`;
    if (event.kind === "sync") {
      stable = [...stable, ...loose.filter(({ device }) => device === event.device)];
      loose = loose.filter(({ device }) => device !== event.device);
      states.push({ name: `after ${where}`, writes: [...stable], events: index + 1 });
      return;
    }
    const earlier = loose;
    loose = [...loose, event];
    states.push({ name: `after ${where}`, writes: [...stable, ...loose], events: index + 1 });
    states.push({ name: `${where} torn`, writes: [...stable, ...earlier, ...torn(event, random)], events: index + 1 });
    for (let mix = 1; mix <= mixes && loose.length > 1; mix++) {
      states.push({ name: `mix ${String(mix)} at ${where}`, writes: [...stable, ...mixOf(loose, random)], events: index + 1 });
    }
  });
  return states;
}

/** Some of these writes. A sector that reaches the disk holds all that was written to it before: the kernel writes out pages. */
function mixOf(writes: readonly Write[], random: () => number): Write[] {
  const there = new Set<number>();
  return [...writes].reverse().flatMap((write) => {
    const picked = some(write, random);
    const earlier = atomsOf(write).filter((atom) => !picked.some(({ at, bytes }) => atom.at >= at && atom.at < at + bytes.length) && there.has(sectorOf(atom)));
    for (const part of picked) for (const atom of atomsOf(part)) there.add(sectorOf(atom));
    return [...picked, ...earlier].reverse();
  }).reverse();
}

function some(write: Write, random: () => number): Write[] {
  const kind = random();
  return kind < 0.45 ? [write] : kind < 0.85 ? [] : torn(write, random);
}

/** Some sectors of a write, at least one missing where it has two: a write of one sector is there or not. */
function torn(write: Write, random: () => number): Write[] {
  const atoms = atomsOf(write);
  const missing = Math.floor(random() * atoms.length);
  return atoms.filter((_, index) => index !== missing && random() < 0.6);
}

function atomsOf({ at, bytes }: Write): Write[] {
  const atoms: Write[] = [];
  for (let from = 0; from < bytes.length; ) {
    const length = ATOM - ((at + from) % ATOM);
    atoms.push({ at: at + from, bytes: bytes.subarray(from, from + length) });
    from += length;
  }
  return atoms;
}

const sectorOf = ({ at }: Write): number => Math.floor(at / ATOM);
