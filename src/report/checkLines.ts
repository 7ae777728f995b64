import { consoleMessages } from "../messages/console/index.ts";
import { planMessages } from "../messages/plan/index.ts";
import type { Report } from "../model/report.ts";
import type { Lang } from "../model/token.ts";
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
    const seen = check.detail === "" ? "" : ` [${check.code}: ${check.detail}]`;
    const [first = "", ...rest] = wrap(missing + seen, { width, indent: 2, hang: 4 });
    return [paint(check.advisory ? "warn" : "bad", first), ...rest, ...wrap(`${next} ${todo}`, { width, indent: 4, hang: 7 })];
  });
  const steps = report.steps.filter(({ result }) => result === "failed").flatMap(({ action, error }) =>
    wrap(messages.stepFailed(action, error ?? "?"), { width, indent: 2, hang: 4 }));
  return checks.length + steps.length === 0 ? [] : [messages.missing, ...checks, ...steps];
}
