import type { Plan } from "../model/plan.ts";
import type { Mac } from "../model/token.ts";

export interface Suggested {
  kernelName: string;
  /** Our tokens, parted by spaces. */
  line: string;
  /** The wanted address that the card's own nearly is. */
  near: Mac | null;
}

/** The lines to type, likeliest first (a near miss, then a card with a link), at most `most`; and how many are left off. */
export function suggested(plan: Plan, most: number): { shown: Suggested[]; left: number } {
  const all = plan.suggestions.map(({ kernelName, line }) => {
    const nic = plan.network.nics.find((candidate) => candidate.kernelName === kernelName);
    const near = nic?.near ?? null;
    return { kernelName, line, near, rank: near !== null ? 0 : nic?.carrier === true ? 1 : 2 };
  });
  const shown = [0, 1, 2].flatMap((rank) => all.filter((entry) => entry.rank === rank)).slice(0, most).map(({ kernelName, line, near }) => ({ kernelName, line, near }));
  return { shown, left: all.length - shown.length };
}
