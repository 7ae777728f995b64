import { consoleMessages } from "../messages/console/index.ts";
import { planMessages } from "../messages/plan/index.ts";
import type { Check, Report } from "../model/report.ts";
import type { Lang } from "../model/token.ts";
import { worstStep } from "../status/steps.ts";
import { failureAdviceOf, failureText } from "./failureText.ts";
import { typed } from "./lines.ts";
import type { Paint } from "./paint.ts";
import { wrap } from "./wrap.ts";

/**
 * What a failing check means and what to do about it, failures before warnings; empty where all hold. A pair that is not whole is left
 * out: it says so in words of its own (pairSeen).
 */
export function missingLines(report: Pick<Report, "checks" | "steps">, lang: Lang, width: number, paint: Paint): string[] {
  const messages = consoleMessages[lang];
  const { next } = planMessages[lang].label;
  const failing = report.checks.filter(({ ok, name }) => !ok && name !== "pair");
  const sorted = [...failing.filter(({ advisory }) => !advisory), ...failing.filter(({ advisory }) => advisory)];
  const checks = sorted.flatMap((check) => {
    const { missing, todo } = messages.check[check.name];
    // Steps that failed stand below, each with its sentence.
    const detail = check.name === "steps" && worstStep(report.steps) !== null ? "" : checkDetail(check, report, lang);
    const seen = detail === "" ? "" : ` [${check.code}: ${detail}]`;
    const [first = "", ...rest] = wrap(missing + seen, { width, indent: 2, hang: 4 });
    return [paint(check.advisory ? "warn" : "bad", first), ...rest, ...wrap(`${next} ${todo}`, { width, indent: 4, hang: 7 })];
  });
  const steps = report.steps.filter(({ result }) => result === "failed").flatMap((step) => {
    const { text, command } = failureAdviceOf(step, lang);
    return [...wrap(messages.stepFailed(step.action, text), { width, indent: 2, hang: 4 }), ...(command === null ? [] : typed(command, planMessages[lang].oneLine, 6, width))];
  });
  return checks.length + steps.length === 0 ? [] : [messages.missing, ...checks, ...steps];
}

/** What was seen: the check's own English detail; of steps, the sentence of the one that failed in the reader's language. */
export function checkDetail({ name, ok, detail }: Check, { steps }: Pick<Report, "steps">, lang: Lang): string {
  const worst = name === "steps" && !ok ? worstStep(steps) : null;
  if (worst?.step.cause === undefined) return detail;
  const more = worst.others === 0 ? "" : ` ${consoleMessages[lang].moreSteps(worst.others)}`;
  return `${worst.step.action}: ${failureText(worst.step, lang) ?? "?"}${more}`;
}
