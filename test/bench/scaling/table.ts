import type { Scaling } from "../model.ts";
import { growthOf, LINEAR } from "../statistics.ts";

/** `planning grows with the power 0.98 of the count: linear`. An exponent below one is no worse than linear. */
function verdict(what: string, points: readonly { count: number; cost: number }[]): string {
  const growth = growthOf(points);
  const said = growth > LINEAR ? "more than linear" : growth < 0.8 ? "less than linear" : "linear";
  return `${what} grows with the power ${growth.toFixed(2)} of the count: ${said}`;
}

/** The table of the agent's cost as text. Pure. */
export function scalingTable(scaling: readonly Scaling[]): string {
  const number = (value: number, digits: number): string => value.toFixed(digits).padStart(10);
  return [
    "The agent as work grows, on this machine itself, medians of 5:",
    `${"".padEnd(12)}${"dry run, ms".padStart(12)}${"planning, ms".padStart(14)}${"µs a piece".padStart(12)}`,
    ...scaling.flatMap(({ of, costs }) => [
      ...costs.map(({ count, runMs, planMs }) => `${String(count).padStart(4)} ${of.padEnd(7)}${number(runMs, 0).padStart(12)}${number(planMs, 2).padStart(14)}${number((planMs / count) * 1000, 1).padStart(12)}`),
      `     ${verdict("planning", costs.map(({ count, planMs }) => ({ count, cost: planMs })))}; ${verdict("a dry run", costs.map(({ count, runMs }) => ({ count, cost: runMs })))}`,
    ]),
    "",
  ].join("\n");
}
