/** Median of a list that is not empty; of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const at = (index: number): number => sorted[index] ?? Number.NaN;
  return Number.isInteger(middle) ? (at(middle - 1) + at(middle)) / 2 : at(Math.floor(middle));
}

/** One row of the table: what was measured, in which unit, and its median, least and most. */
export function row(name: string, unit: string, values: readonly number[], digits = 1): string {
  const cell = (value: number): string => value.toFixed(digits).padStart(9);
  return `${name.padEnd(34)} ${unit.padEnd(4)} ${cell(median(values))} ${cell(Math.min(...values))} ${cell(Math.max(...values))}`;
}
