import type { Boots, Start } from "./model.ts";
import { cells, median } from "./statistics.ts";
import { targetsOf } from "./targets.ts";

const WIDTH = 32;
const grouped = (value: number): string => value.toLocaleString("en");

/** Stages in the order in which they first stand in a start. */
export function stageNames(starts: readonly Start[]): string[] {
  return [...new Set(starts.flatMap(({ stages }) => Object.keys(stages)))];
}

/** One row: median, least and most of ours and of the peer, and the ratio of the medians. */
function row(name: string, unit: string, ours: readonly number[], peer: readonly number[], digits = 1): string {
  const ratio = ours.length > 0 && peer.length > 0 && median(peer) > 0 ? (median(ours) / median(peer)).toFixed(2) : "-";
  return `${name.padEnd(WIDTH)} ${unit.padEnd(5)} ${cells(ours, digits)}  ${cells(peer, digits)} ${ratio.padStart(7)}`.trimEnd();
}

/** The table of one round of boots as text, targets last. Pure. */
export function bootTable(boots: Boots): string {
  const { floor, ours, isoBytes } = boots;
  const peer = boots.peer ?? [];
  const of = (starts: readonly Start[], stage: string): number[] => starts.flatMap(({ stages }) => stages[stage] ?? []);
  const heads = ["median", "min", "max"].map((head) => head.padStart(8)).join("");
  return [
    `${boots.accelerator}, processors: ${String(boots.cpus)}; ${String(ours.length)} starts each, in turn; load before each: ${boots.load.map((value) => value.toFixed(1)).join(" ")}`,
    "",
    `${"".padEnd(WIDTH + 6)} ${"ours".padStart(24)}  ${"peer".padStart(24)}    ours/`,
    `${"".padEnd(WIDTH + 6)} ${heads}  ${heads}    peer`,
    row("bare kernel, busybox init", "s", floor, [], 2),
    row("ready, from the kernel's start", "s", ours.map(({ seconds }) => seconds), peer.map(({ seconds }) => seconds)),
    ...stageNames([...ours, ...peer]).map((stage) => row(`  ${stage}`, "s", of(ours, stage), of(peer, stage))),
    row("RAM used at ready", "MiB", ours.map(({ memoryMiB }) => memoryMiB), peer.map(({ memoryMiB }) => memoryMiB), 0),
    row("initrd.img and its copy at once", "MiB", ours.flatMap(({ unpackMiB }) => unpackMiB ?? []), [], 0),
    row("ISO", "MB", [isoBytes.ours / 1e6], isoBytes.peer === null ? [] : [isoBytes.peer / 1e6]),
    "",
    ...targetsOf(boots).map(({ name, unit, value, limit, met }) => {
      const figure = value === null ? "-" : unit === "bytes" ? grouped(value) : value.toFixed(unit === "MiB" ? 0 : value < 1 ? 2 : 1);
      return `target  ${name.padEnd(WIDTH - 8)} ${unit.padEnd(5)} ${figure.padStart(12)}  at most ${grouped(limit).padStart(10)}  ${met === null ? "not measured" : met ? "met" : "not met"}`;
    }),
    "",
  ].join("\n");
}
