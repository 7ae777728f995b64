import { pairMessages } from "../messages/pair/index.ts";
import { planMessages } from "../messages/plan/index.ts";
import { describeStep } from "../messages/steps/index.ts";
import type { Plan } from "../model/plan.ts";
import type { Lang } from "../model/token.ts";
import { typed } from "./lines.ts";
import { painter } from "./paint.ts";
import { pairLines } from "./planPair.ts";
import { diskLines } from "./planDisks.ts";
import { headLines, problemLines } from "./planHead.ts";
import { nicLines } from "./planNics.ts";
import { suggested } from "./suggested.ts";
import { printable } from "./width.ts";
import { wrap } from "./wrap.ts";

export interface PlanTextOptions {
  lang: Lang;
  /** False for NO_COLOR, a pipe or a file: the caller's choice. */
  color: boolean;
  /** Columns; no line is wider, but for a word in a line to type, which is never cut. */
  width?: number;
}

/** So many lines to type are shown; the rest are in the JSON. */
const MOST_SUGGESTIONS = 6;

/** The plan for people: outcome, problems, settings, every NIC and disk with its verdict and why, services, steps. Ends in a newline. */
export function planText(plan: Plan, { lang, color, width = 80 }: PlanTextOptions): string {
  const messages = planMessages[lang];
  const paint = painter(color);
  const section = (heading: string, lines: string[]): string[] => (lines.length === 0 ? [] : ["", paint("heading", heading), ...lines]);
  const steps = plan.steps.flatMap((step, index) => {
    const number = `${String(index + 1).padStart(plan.steps.length > 99 ? 5 : 4)}. `;
    const [first = "", ...rest] = wrap(describeStep(step, lang), { width, indent: number.length });
    return [number + first.trimStart(), ...rest];
  });
  const lines = [
    ...headLines(plan, lang, width, paint),
    ...section(messages.heading.problems, problemLines(plan, lang, width, paint)),
    ...section(messages.heading.lines, toType(plan, lang, width)),
    ...section(messages.heading.nics, nicLines(plan, lang, width, paint)),
    ...section(messages.heading.disks, diskLines(plan, lang, width, paint)),
    ...section(pairMessages[lang].heading, pairLines(plan, lang, width)),
    ...section(messages.heading.services, wrap(plan.services.length === 0 ? messages.none.services : plan.services.join(", "), { width, indent: 2 })),
    ...section(messages.heading.steps, steps.length === 0 ? [`  ${messages.none.steps}`] : steps),
  ];
  return `${lines.map((line) => line.trimEnd()).join("\n")}\n`;
}

/** The lines to type in rescue and unconfigured starts, each under the card that it would name. */
function toType(plan: Plan, lang: Lang, width: number): string[] {
  const messages = planMessages[lang];
  if (plan.suggestions.length === 0) return [];
  const { shown, left } = suggested(plan, MOST_SUGGESTIONS);
  return [
    ...wrap(messages.typeHere, { width, indent: 2 }),
    ...shown.flatMap(({ kernelName, line, near }) => [
      `  ${printable(kernelName)}${near === null ? "" : ` (${near} ?)`}${messages.colon}`,
      ...typed(`ramvisor apply ${line}`, messages.oneLine, 4, width),
    ]),
    ...(left > 0 ? [`  ${messages.more(left)}`] : []),
  ];
}
