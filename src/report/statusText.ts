import { consoleMessages } from "../messages/console/index.ts";
import { planMessages } from "../messages/plan/index.ts";
import { seenMessages } from "../messages/seen/index.ts";
import { formatBytes } from "../messages/plan/numbers.ts";
import type { Report } from "../model/report.ts";
import type { Lang } from "../model/token.ts";
import { checkDetail, missingLines } from "./checkLines.ts";
import { mirrorNote } from "./mirrorNote.ts";
import { field, widest } from "./lines.ts";
import { painter } from "./paint.ts";
import { pairSeenLines } from "./pairSeen.ts";
import { isReady } from "./readyLine.ts";
import { stagesText } from "./stagesText.ts";
import { pad } from "./width.ts";
import { wrap } from "./wrap.ts";

export interface StatusTextOptions {
  lang: Lang;
  color: boolean;
  width?: number;
}

/** The text of `ramvisor status`: ready or not, every check with what was seen, pools, and what is missing. Ends in a newline. */
export function statusText(report: Report, { lang, color, width = 80 }: StatusTextOptions): string {
  const messages = consoleMessages[lang];
  const paint = painter(color);
  const ready = isReady(report);
  const timed = report.readySeconds !== null || report.stages.length > 0;
  const head = timed ? stagesText(report, lang) : ready ? messages.state.ready : messages.notReady;
  const reason = ready || report.reason === null ? "" : ` [${report.reason}]`;
  const stateColumn = 2 + widest(Object.values(messages.checkState)) + 2;
  const nameWidth = widest(report.checks.map(({ name }) => messages.check[name].name)) + 2;
  const checks = report.checks.flatMap((check) => {
    const state = check.ok ? "ok" : check.advisory ? "warning" : "failed";
    const mark = pad(`  ${messages.checkState[state]}`, stateColumn);
    const lines = field(mark + pad(messages.check[check.name].name, nameWidth), checkDetail(check, report, lang), stateColumn + nameWidth, width);
    return lines.map((line, index) => (index === 0 ? paint(check.ok ? "good" : check.advisory ? "warn" : "bad", mark) + line.slice(mark.length) : line));
  });
  const pools = report.pools.flatMap(({ name, path, active, sizeBytes, freeBytes, mirror }) => {
    const space = !active ? `, ${messages.poolInactive}` : sizeBytes === null || freeBytes === null ? "" : `, ${messages.poolSpace(formatBytes(freeBytes, lang), formatBytes(sizeBytes, lang))}`;
    return wrap(`${name}${planMessages[lang].colon} ${path}${space}${mirrorNote(mirror, lang)}`, { width, indent: 2, hang: 4 });
  });
  const pair = pairSeenLines(report.cluster, lang, width, paint);
  const missing = missingLines(report, lang, width, paint);
  const lines = [
    ...wrap(`Ramvisor${planMessages[lang].colon} ${head}${reason}`, { width, hang: 2 }).map((line) => paint(ready ? "good" : "bad", line)),
    ...(checks.length === 0 ? [] : ["", paint("heading", messages.label.checks), ...checks]),
    ...(pools.length === 0 ? [] : ["", paint("heading", messages.label.pools), ...pools]),
    ...(pair.length === 0 ? [] : ["", paint("heading", seenMessages[lang].heading), ...pair]),
    ...(report.memoryUsedBytes === null ? [] : ["", `${messages.label.memory}${planMessages[lang].colon} ${formatBytes(report.memoryUsedBytes, lang)}`]),
    ...(missing.length === 0 ? [] : ["", ...missing]),
  ];
  return `${lines.map((line) => line.trimEnd()).join("\n")}\n`;
}
