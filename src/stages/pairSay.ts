import type { Machine } from "../apply/machine.ts";
import { drbdStates } from "../apply/drbd.ts";
import type { PairReport, PairWord } from "../model/pair.ts";
import type { Plan } from "../model/plan.ts";
import type { Lang } from "../model/token.ts";
import { inConsoleFont } from "../report/consoleFont.ts";
import { issueText } from "../report/consoleText.ts";
import { pairLine, pairState, type PairState } from "../report/pairLine.ts";
import { painter } from "../report/paint.ts";
import { pairSeenLines, progressLines } from "../report/pairSeen.ts";
import { clusterDocument } from "../report/reportDocument.ts";
import type { ReportDocument } from "../schema/report.ts";
import { checkPair } from "../status/pair.ts";
import { printOnConsoles } from "./consoles.ts";
import { type Progress, progressNews } from "./pairProgress.ts";
import { keepDocument, REPORT } from "./state.ts";

const ISSUE = "/etc/issue.d/50-ramvisor-pair.issue";
/** A peer that starts at the same moment is not missed at once, neither by people nor by hooks. */
export const GRACE_S = 15;
const WIDTH = 80;

/** What was said last, so that it is said once. */
export interface Said {
  state: PairState | null;
  /** What people were told on the consoles; null before anything was. */
  told: string | null;
  issue: string;
  progress: Progress;
}

export const NOTHING_SAID: Said = { state: null, told: null, issue: "", progress: {} };

/**
 * Says how the pair fares whenever that has changed: on every console, the sentences where something is wrong or is well again, then
 * the line for scripts, and now and then how far a synchronisation is; above the login prompt; and in report.json. `began`: when the stage did, in seconds since the kernel's start.
 */
export async function sayPair(machine: Machine, plan: Plan, pair: PairReport, said: Said, began: number): Promise<Said> {
  const { lang } = plan.locale;
  const resources = plan.cluster?.resources ?? [];
  const state = pairState(resources, await drbdStates(machine), new Map(pair.resources.map(({ name, state: word }) => [name, word])));
  const line = pairLine(state, machine.uptime(), resources.flatMap(({ name }) => (name === "" ? [] : [name])));
  const waits = machine.uptime() - began < GRACE_S;
  const key = newsOf(pair, waits);
  // A first round in which all is well, or may yet be, has nothing to tell people.
  const isNews = key !== said.told && (said.told !== null || key !== newsOf({ ...pair, resources: [], peers: [], trust: null }, waits));
  const text = consoleLines(pair, lang);
  const progress = progressNews(pair, said.progress, machine.uptime());
  // That one has begun stands in the sentences, where there are some.
  const copies = onConsole([...(isNews ? [] : progress.began), ...progress.further].flatMap((resource) => progressLines(resource, pair, lang, WIDTH)));
  const script = state !== said.state || isNews ? `${line}\n` : "";
  if (copies !== "" || script !== "") await printOnConsoles(machine, `${isNews ? text : ""}${copies}${script}`, null);
  const issue = `${text}${line.replace(/ seconds=\S+/, "")}\n`;
  if (issue !== said.issue) {
    await machine.fs.makeDir("/etc/issue.d");
    await machine.fs.replace(ISSUE, issueText(issue));
  }
  await keepInReport(machine, pair, lang);
  return { state, told: isNews || said.told !== null ? key : said.told, issue, progress: progress.told };
}

/** What people are told of anew when it changes: states that they have to know of, and peers that are not trusted. */
function newsOf({ resources, peers, trust }: PairReport, waits: boolean): string {
  const word = (state: PairWord): string => (state === "making" || state === "syncing" || (state === "waiting" && waits) ? "" : state);
  return JSON.stringify([resources.map(({ name, state }) => [name, word(state)]).filter(([, state]) => state !== ""), resources.flatMap(({ moving }) => moving), peers.flatMap(({ index, trouble }) => (trouble === null || trouble === "silent" || waits ? [] : [[index, trouble]])), trust?.problem ?? null]);
}

/** The same sentences as in `ramvisor status`, but for how long ago: what stands on a screen must stay true. */
function consoleLines(pair: PairReport, lang: Lang): string {
  const still = { ...pair, resources: pair.resources.map((resource) => ({ ...resource, goneSeconds: null, percent: null })) };
  return onConsole(pairSeenLines(still, lang, WIDTH, painter(false)));
}

function onConsole(lines: readonly string[]): string {
  return lines.map((line) => `${inConsoleFont(line).trimEnd()}\n`).join("");
}

/** The ready stage wrote it before the pair was formed; `ramvisor` may have written it anew since. */
async function keepInReport({ fs }: Pick<Machine, "fs">, pair: PairReport, lang: Lang): Promise<void> {
  const report = await fs.readText(REPORT).then((text) => JSON.parse(text) as ReportDocument, () => null);
  if (report === null) return;
  const { name, ok, detail, code, advisory } = checkPair(pair);
  const now: ReportDocument = { ...report, checks: report.checks.map((check) => (check.name === "pair" ? { name, ok, detail, code, advisory } : check)), cluster: clusterDocument(pair, lang) };
  if (JSON.stringify(now) !== JSON.stringify(report)) await keepDocument(fs, REPORT, now);
}
