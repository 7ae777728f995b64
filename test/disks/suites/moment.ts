/** A call that changes the disk or needs it: a program, or what the claim does to the disk itself. `mke2fs#1` is the first of its kind. */
export type Call = string;

/** When a claim is cut off. A fraction is one of the measured time that an uninterrupted claim takes. */
export type Moment =
  | { at: "before" | "after"; call: Call }
  | { at: "into"; call: Call; fraction: number }
  | { at: "time"; fraction: number };

export function momentName(moment: Moment): string {
  if (moment.at === "time") return `at ${(moment.fraction * 100).toFixed(2)} % of the time`;
  return moment.at === "into" ? `${(moment.fraction * 100).toFixed(1)} % into ${moment.call}` : `${moment.at} ${moment.call}`;
}

/** An uninterrupted claim: its calls in order with what each took, and all of it, in ms. */
export interface Course {
  calls: { call: Call; ms: number }[];
  ms: number;
}
