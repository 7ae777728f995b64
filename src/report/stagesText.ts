import { consoleMessages } from "../messages/console/index.ts";
import { formatSeconds } from "../messages/plan/numbers.ts";
import type { Report } from "../model/report.ts";
import type { Lang } from "../model/token.ts";
import { elapsedSeconds, isReady } from "./readyLine.ts";

/** `bereit nach 9,8 s (kernel 1,9 · agent 0,6 · netz 1,2)`. The middle dot is in every console font. */
export function stagesText(report: Pick<Report, "outcome" | "ready" | "readySeconds" | "reason" | "stages">, lang: Lang, seconds: number = elapsedSeconds(report)): string {
  const messages = consoleMessages[lang];
  const stages = report.stages.map((stage) => `${messages.stage[stage.name]} ${formatSeconds(stage.seconds, lang)}`).join(" · ");
  const total = formatSeconds(seconds, lang);
  return isReady(report) ? messages.readyAfter(total, stages) : messages.notReadyAfter(total, stages);
}
