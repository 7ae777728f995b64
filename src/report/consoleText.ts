import { consoleMessages } from "../messages/console/index.ts";
import { planMessages } from "../messages/plan/index.ts";
import { formatBytes } from "../messages/plan/numbers.ts";
import type { Plan } from "../model/plan.ts";
import type { Report } from "../model/report.ts";
import type { Lang } from "../model/token.ts";
import { missingLines } from "./checkLines.ts";
import { inConsoleFont } from "./consoleFont.ts";
import { consoleNics } from "./consoleNics.ts";
import { consoleDisks } from "./consoleDisks.ts";
import { field, widest } from "./lines.ts";
import { mirrorNote } from "./mirrorNote.ts";
import { painter } from "./paint.ts";
import { problemLines } from "./planHead.ts";
import { isReady, readyLine } from "./readyLine.ts";
import { stagesText } from "./stagesText.ts";
import { displayWidth } from "./width.ts";
import { wrap } from "./wrap.ts";

export interface ConsoleTextOptions {
  /** Default: the plan's. */
  lang?: Lang;
  /** Addresses that the NICs have now, by kernel name (leases in a rescue start). */
  live?: Readonly<Record<string, readonly string[]>>;
  /** Seconds since the kernel's start, where the report has none. */
  seconds?: number;
  width?: number;
}

/**
 * The screen that a start shows on every console before the login prompt, ending with the one machine line and a newline.
 * Plain text: it goes to serial lines and into /etc/issue (see `issueText`) as well. With `report` null the start is still
 * under way, and there is no machine line.
 */
export function consoleText(plan: Plan, report: Report | null, options: ConsoleTextOptions = {}): string {
  const { lang = plan.locale.lang, width = 80, live = {} } = options;
  const messages = consoleMessages[lang];
  const plain = painter(false);
  const blocks: string[][] = [
    [
      ...wrap(`Ramvisor${planMessages[lang].colon} ${messages.state[stateOf(plan, report)]}`, { width }),
      ...(plan.outcome === "degraded" ? wrap(planMessages[lang].outcome.degraded, { width }) : []),
    ],
    fields(plan, report, lang, width),
    report === null ? [] : missingLines(report, lang, width, plain),
    problems(plan, lang, width),
    plan.network.dhcp ? consoleNics(plan, live, lang, width) : [],
    consoleDisks(plan, lang, width),
  ];
  const text = blocks.filter((block) => block.length > 0).map((block) => block.flatMap((line) => shown(line, width)).join("\n")).join("\n\n");
  if (report === null) return `${text}\n`;
  return `${text}\n\n${wrap(inConsoleFont(stagesText(report, lang, options.seconds)), { width, hang: 2 }).join("\n")}\n${readyLine(report, plan, options.seconds)}\n`;
}

/** A line in letters that the console has; a stand-in like `...` is wider, so that the line may have to be wrapped again. */
function shown(line: string, width: number): string[] {
  const text = inConsoleFont(line);
  return displayWidth(text) > width && displayWidth(line) <= width ? wrap(text, { width, indent: line.length - line.trimStart().length }) : [text.trimEnd()];
}

/** A text as it must stand in /etc/issue: agetty(8) gives `\n`, `\4` and the like a meaning, and prints `\\` as a backslash. */
export function issueText(text: string): string {
  return text.replaceAll("\\", "\\\\");
}

/** The problems under their heading; a near miss is left to the list of the cards, where it stands with its line to type. */
function problems(plan: Plan, lang: Lang, width: number): string[] {
  const lines = problemLines({ ...plan, problems: plan.problems.filter(({ code }) => !plan.network.dhcp || code !== "nic.near") }, lang, width, painter(false));
  return lines.length === 0 ? [] : [`${planMessages[lang].heading.problems}${planMessages[lang].colon}`, ...lines];
}

function stateOf(plan: Plan, report: Report | null): keyof (typeof consoleMessages)["en"]["state"] {
  if (plan.outcome === "rescue" || plan.outcome === "unconfigured") return plan.outcome;
  return report === null ? "starting" : isReady(report) ? "ready" : "not-ready";
}

function fields(plan: Plan, report: Report | null, lang: Lang, width: number): string[] {
  const messages = consoleMessages[lang];
  const { label } = messages;
  const { network, node } = plan;
  const [address] = network.addresses;
  const bare = address?.split("/")[0] ?? null;
  const shown: [string, string][] = [
    [label.host, node.host],
    [label.address, network.addresses.length > 0 ? network.addresses.join(", ") : network.dhcp ? planMessages[lang].dhcp : messages.noAddress],
    [planMessages[lang].label.gateway, network.gateways.join(", ")],
    [label.pools, pools(plan, report, lang)],
    [label.guests, bare === null ? "" : `virsh -c qemu+ssh://root@${bare.includes(":") ? `[${bare}]` : bare}/system`],
    [label.shell, bare === null ? "" : `ssh root@${bare}`],
    [label.memory, report === null || report.memoryUsedBytes === null ? "" : formatBytes(report.memoryUsedBytes, lang)],
  ];
  const present = shown.filter(([, value]) => value !== "");
  const column = 2 + widest(present.map(([name]) => name)) + 2;
  return present.flatMap(([name, value]) => field(`  ${name}`, value, column, width));
}

/** Pools as the report sees them; before there is a report, as the plan wants them. Empty in rescue, where no disk is touched. */
function pools(plan: Plan, report: Report | null, lang: Lang): string {
  const messages = consoleMessages[lang];
  if (report !== null && report.pools.length > 0) {
    return report.pools.map(({ name, active, sizeBytes, freeBytes, mirror }) => {
      if (!active) return `${name} (${messages.poolInactive})`;
      const note = mirrorNote(mirror, lang);
      return sizeBytes === null || freeBytes === null ? `${name}${note}` : `${name} (${messages.poolSpace(formatBytes(freeBytes, lang), formatBytes(sizeBytes, lang))}${note})`;
    }).join(", ");
  }
  if (plan.outcome === "rescue" || plan.outcome === "unconfigured") return "";
  const planned = plan.disks.flatMap(({ pool, verdict }) => (pool !== null && (verdict === "own" || verdict === "claim") ? [pool] : []));
  return planned.length > 0 ? planned.map((pool) => (report === null ? pool : `${pool} (${messages.poolInactive})`)).join(", ") : plan.disksMode === "none" ? "disks.none" : messages.noPools;
}
