import type { Boots, Start } from "./model.ts";
import { median } from "./statistics.ts";

export interface Spread {
  median: number;
  min: number;
  max: number;
}

/** A row of the table, as it is printed and as it stands in the record. Null where nothing was measured. */
export interface Row {
  name: string;
  unit: "s" | "MiB" | "MB";
  ours: Spread | null;
  peer: Spread | null;
  /** Ours by the peer's, by medians. */
  ratio: number | null;
}

export const FLOOR = "bare kernel, busybox init";

/** Stages in the order in which they first stand in a start. */
export function stageNames(starts: readonly Start[]): string[] {
  return [...new Set(starts.flatMap(({ stages }) => Object.keys(stages)))];
}

function spread(values: readonly number[]): Spread | null {
  return values.length === 0 ? null : { median: median(values), min: Math.min(...values), max: Math.max(...values) };
}

function row(name: string, unit: Row["unit"], oursSeen: readonly number[], peerSeen: readonly number[]): Row {
  const [ours, peer] = [spread(oursSeen), spread(peerSeen)];
  return { name, unit, ours, peer, ratio: ours !== null && peer !== null && peer.median > 0 ? ours.median / peer.median : null };
}

/** The figures of one round after the other; what `ready` is made of begins with `stage`. Pure. */
export function rowsOf(boots: Boots): Row[] {
  const { floor, ours, isoBytes } = boots;
  const peer = boots.peer ?? [];
  const both = (name: string, unit: Row["unit"], of: (start: Start) => number | undefined): Row =>
    row(name, unit, ours.flatMap((start) => of(start) ?? []), peer.flatMap((start) => of(start) ?? []));
  return [
    row(FLOOR, "s", floor, []),
    both("ready, from the kernel's start", "s", ({ seconds }) => seconds),
    ...stageNames([...ours, ...peer]).map((stage) => both(`stage ${stage}`, "s", ({ stages }) => stages[stage])),
    both("RAM used at ready", "MiB", ({ memoryMiB }) => memoryMiB),
    both("RAM used 60 s after ready", "MiB", ({ memoryLaterMiB }) => memoryLaterMiB),
    row("initrd.img and its copy at once", "MiB", ours.flatMap(({ unpackMiB }) => unpackMiB ?? []), []),
    row("ISO", "MB", [isoBytes.ours / 1e6], isoBytes.peer === null ? [] : [isoBytes.peer / 1e6]),
  ];
}
