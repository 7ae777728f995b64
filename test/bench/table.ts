import type { Boots } from "./model.ts";
import { FLOOR, rowsOf, type Row, type Spread } from "./rows.ts";
import { targetsOf } from "./targets.ts";

const WIDTH = 32;
const DIGITS: Readonly<Record<Row["unit"], number>> = { s: 1, MiB: 0, MB: 1 };
const grouped = (value: number): string => value.toLocaleString("en");

/** Median, least and most as three columns of 8 characters; three dashes where nothing was measured. */
export function cells(spread: Spread | null, digits: number): string {
  const figures = spread === null ? ["-", "-", "-"] : [spread.median, spread.min, spread.max].map((value) => value.toFixed(digits));
  return figures.map((figure) => figure.padStart(8)).join("");
}

function rowText({ name, unit, ours, peer, ratio }: Row): string {
  const digits = name === FLOOR ? 2 : DIGITS[unit];
  return `${name.padEnd(WIDTH)} ${unit.padEnd(5)} ${cells(ours, digits)}  ${cells(peer, digits)} ${(ratio === null ? "-" : ratio.toFixed(2)).padStart(7)}`;
}

/** The table of one round of boots as text, targets last. Pure. */
export function bootTable(boots: Boots): string {
  const heads = ["median", "min", "max"].map((head) => head.padStart(8)).join("");
  return [
    `${boots.accelerator}, processors: ${String(boots.cpus)}; ${String(boots.ours.length)} starts each, in turn; load before each: ${boots.load.map((value) => value.toFixed(1)).join(" ")}`,
    "",
    `${"".padEnd(WIDTH + 6)} ${"ours".padStart(24)}  ${"peer".padStart(24)}    ours/`,
    `${"".padEnd(WIDTH + 6)} ${heads}  ${heads}    peer`,
    ...rowsOf(boots).map(rowText),
    "",
    ...targetsOf(boots).map(({ name, unit, value, limit, met }) => {
      const figure = value === null ? "-" : unit === "bytes" ? grouped(value) : value.toFixed(unit === "MiB" ? 0 : value < 1 ? 2 : 1);
      return `target  ${name.padEnd(WIDTH)} ${unit.padEnd(5)} ${figure.padStart(12)}  at most ${grouped(limit).padStart(10)}  ${met === null ? "not measured" : met ? "met" : "not met"}`;
    }),
    "",
  ].join("\n");
}
