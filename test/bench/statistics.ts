/** Median of a list that is not empty; of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const at = (index: number): number => sorted[index] ?? Number.NaN;
  return Number.isInteger(middle) ? (at(middle - 1) + at(middle)) / 2 : at(Math.floor(middle));
}

/**
 * How a cost grows with the work: the exponent k of `cost ~ count^k` between the last count and the largest that is at
 * most a quarter of it. 1 is linear; less where a part of the cost is the same for any count. NaN below two such counts.
 */
export function growthOf(points: readonly { count: number; cost: number }[]): number {
  const last = points.at(-1);
  const base = points.findLast(({ count }) => last !== undefined && count * 4 <= last.count);
  if (last === undefined || base === undefined) return Number.NaN;
  return Math.log(last.cost / base.cost) / Math.log(last.count / base.count);
}

/** Timings of a busy machine scatter: twice the cost per piece at eight times the pieces is an exponent of 1.33. */
export const LINEAR = 1.2;
