import { applySteps } from "../apply/applySteps.ts";
import { dryRun } from "../apply/executors.ts";
import { failureOf } from "../apply/explain.ts";
import type { Machine } from "../apply/machine.ts";
import type { Options } from "../cli.ts";
import type { DiskFacts, Facts } from "../model/facts.ts";
import type { Plan } from "../model/plan.ts";
import type { Lang } from "../model/token.ts";
import { exitCodeOf } from "../plan/exitCode.ts";
import { failureText } from "../report/failureText.ts";
import { planDocument } from "../report/planDocument.ts";
import { planText } from "../report/planText.ts";
import { problemText } from "../report/problemText.ts";
import { reportDocument } from "../report/reportDocument.ts";
import { statusText } from "../report/statusText.ts";
import { parseFacts } from "../schema/facts.ts";
import { applyTokens } from "./apply.ts";
import { bootRun } from "./boot.ts";
import { disksStage } from "./disks.ts";
import { guestsStage } from "./guests.ts";
import { onceDisksAnswer } from "./hangingDisks.ts";
import { withLock } from "./lock.ts";
import { runMessages, unreadableSentence } from "./messages.ts";
import { pairStage } from "./pair.ts";
import { pairEndStage } from "./pairEnd.ts";
import { lateStage, planWithDisksSeen, readyStage } from "./ready.ts";
import { commandLine, disksUnseen, planFor, planOfThisStart } from "./state.ts";
import { isPairWhole } from "../status/report.ts";
import { checkNow, keepReport } from "./status.ts";
import { isWell, stay } from "./stay.ts";
import { readTimeline } from "./timeline.ts";

/** What main hands over: the machine, and the person who asked. */
export interface Caller {
  machine: Machine;
  /** Reads this machine: `boot` as fast as planning allows, `full` for people; `early` is `boot` without the disks. */
  look(inventory: "early" | "boot" | "full"): Promise<Facts>;
  /** The facts of an `early` look with the disks. */
  lookAtDisks(facts: Facts): Promise<Facts>;
  /** Sets this process' priority (setpriority(2)): -20 first to 19 last. */
  priority(nice: number): void;
  /** Tells the boot script that the host can be handed over. */
  handOver(code: number): void;
  /** The facts of this start with the disks' markers as they are now. */
  again(facts: Facts): Promise<Facts>;
  /** A file named on the command line; `-` is standard input. Rejects with an errno error. */
  readFile(file: string): Promise<string>;
  /** One line of the terminal, or of standard input where that is none; null where it ends before one. */
  readLine(): Promise<string | null>;
  /** Clears a disk whose serial number was typed (apply/freeDisk). */
  free(disk: DiskFacts): Promise<void>;
  /** Language of sentences where the plan's does not count. */
  lang: Lang;
  /** The terminal that standard output is, null where it is none. */
  ownTerminal: string | null;
  color: boolean;
  isRoot: boolean;
  /** Fulfilled when this process is asked to end (SIGTERM). Whoever looks at it has to end by itself. */
  readonly ending?: Promise<void>;
  /** From here on this process is not ended by Ctrl-C, nor by a terminal that goes. */
  ignoreSignals?(): void;
  /** Calls it at each Ctrl-C from here on; what it gives ends that. */
  onCtrlC?(act: () => void): () => void;
  out(text: string): Promise<void>;
  err(text: string): Promise<void>;
}

type Code = 0 | 1 | 2 | 3 | 4;
type Of<C extends Options["command"]> = Extract<Options, { command: C }>;
const json = (document: unknown): string => `${JSON.stringify(document, null, 2)}\n`;

/** Refuses what changes the host where this is not a host of ours: a maintainer's own machine stays as it is. */
export async function mayChange({ machine, isRoot, lang, err }: Caller): Promise<boolean> {
  if (!isRoot) await err(`${runMessages[lang].needsRoot}\n`);
  else if ((await readTimeline(machine.fs)).size === 0) await err(`${runMessages[lang].notOurHost}\n`);
  else return true;
  return false;
}

/** `ramvisor`: at boot a failed step is in the report and on the screen; on a running host it is the exit code too. */
export async function boot(caller: Caller): Promise<Code> {
  if (!(await mayChange(caller))) return 1;
  const { machine } = caller;
  const { plan, outcomes, running } = await withLock(machine, () => bootRun(machine, (what) => caller.look(what === "early" ? "early" : "boot")));
  if (!running) {
    if (await disksUnseen(machine.fs)) {
      caller.handOver(exitCodeOf(plan));
      await stay(machine, (facts) => caller.lookAtDisks(facts), (nice) => { caller.priority(nice); });
    }
    return exitCodeOf(plan);
  }
  await keepReport(machine, plan);
  const failed = outcomes.filter(({ result }) => result === "failed");
  for (const { action, error } of failed) await caller.err(`${action}: ${error ?? ""}\n`);
  return failed.length > 0 ? 1 : exitCodeOf(plan);
}

/** `ramvisor --dry-run`. */
export async function dryRunPlan(caller: Caller, options: Of<"plan">): Promise<Code> {
  const { err, out, machine } = caller;
  const texts: string[] = [];
  for (const file of [options.cmdline, ...options.facts]) {
    if (file === null) continue;
    try {
      texts.push(await caller.readFile(file));
    } catch (error) {
      await err(`${unreadableSentence(caller.lang, file, error)}\n`);
      return 2;
    }
  }
  const line = options.cmdline === null ? await commandLine(machine.fs) : (texts.shift() ?? "");
  const parsed = texts.map((text) => parseFacts(text));
  const bad = parsed.findIndex(({ ok }) => !ok);
  const fault = parsed[bad];
  if (fault !== undefined && !fault.ok) {
    await err(`${runMessages[caller.lang].badFacts(options.facts[bad] ?? "", fault.sentence)}\n`);
    return 2;
  }
  const [given, ...peers] = parsed.flatMap((one) => (one.ok ? [one.facts] : []));
  const facts = given ?? (await caller.look("full"));
  const plan = planFor(line, facts, peers.length === 0 ? null : peers);
  await applySteps(plan.steps, dryRun, () => 0);
  const lang = options.lang ?? plan.locale.lang;
  await out(options.format === "json" ? json(planDocument(plan, lang)) : planText(plan, { lang, color: caller.color }));
  return exitCodeOf(plan);
}

/** `ramvisor facts`. */
export async function printFacts({ look, out }: Caller): Promise<Code> {
  await out(json(await look("full")));
  return 0;
}

/** `ramvisor status`: a host whose mirror with another node is not whole is ready, and still not as it should be. */
export async function status(caller: Caller, options: Of<"status">): Promise<Code> {
  const { machine, out, err } = caller;
  const plan = await planOfThisStart(machine.fs);
  if (plan === null) {
    await err(`${runMessages[caller.lang].noStart}\n`);
    return 1;
  }
  const lang = options.lang ?? plan.locale.lang;
  const report = await checkNow(machine, plan, options.waitSeconds);
  await out(options.format === "json" ? json(reportDocument(report, planDocument(plan, lang), lang)) : statusText(report, { lang, color: caller.color }));
  return report.ready && isPairWhole(report) ? 0 : 1;
}

/** `ramvisor apply TOKEN…`. */
export async function apply(caller: Caller, options: Of<"apply">): Promise<Code> {
  if (!(await mayChange(caller))) return 1;
  const { machine, out, err } = caller;
  const applied = await applyTokens(machine, () => caller.look("boot"), options.tokens, caller.ownTerminal);
  if (applied.done) {
    const { report, text } = applied.said;
    await out(options.format === "json" ? json(reportDocument(report, planDocument(applied.plan, options.lang ?? applied.plan.locale.lang), options.lang ?? applied.plan.locale.lang)) : text);
    return report.ready && !applied.failed ? 0 : 1;
  }
  const { refusal } = applied;
  const messages = runMessages[options.lang ?? ("plan" in refusal ? refusal.plan.locale.lang : caller.lang)];
  switch (refusal.kind) {
    case "not-running":
      await err(`${messages.notOurHost}\n`);
      return 1;
    case "configured":
      await err(`${messages.alreadyConfigured(refusal.plan.node.host)}\n`);
      return 1;
    case "not-ours":
      await err(`${messages.notOurs(refusal.words.join(" "))} ${messages.nothingChanged}\n`);
      return 3;
    case "plan":
      await err(`${faults(refusal.plan, options.lang ?? refusal.plan.locale.lang) || `${messages.noCard}\n`}${messages.nothingChanged}\n`);
      return exitCodeOf(refusal.plan) === 3 ? 3 : 4;
  }
}

/** The errors of a plan, one line each; empty where there is no `mac.` token at all. */
function faults(plan: Plan, lang: Lang): string {
  return plan.problems.filter(({ severity }) => severity === "error").map((problem) => {
    const { message, hint } = problemText(problem, lang);
    return `${[problem.token ?? "", message, hint ?? ""].filter((part) => part !== "").join(" - ")}\n`;
  }).join("");
}

/** `ramvisor stage …`, started by the medium's units. */
export async function stage(caller: Caller, options: Of<"stage">): Promise<Code> {
  if (!(await mayChange(caller))) return 1;
  const { machine, err } = caller;
  switch (options.stage) {
    case "disks": {
      const outcomes = await withLock(machine, () => disksStage(machine, (facts) => caller.lookAtDisks(facts)));
      return outcomes.some(({ result }) => result === "failed") ? 1 : 0;
    }
    case "guests":
      await withLock(machine, () => guestsStage(machine));
      return 0;
    case "ready": {
      const plan = await planWithDisksSeen(machine);
      if (plan === null) {
        await err(`${runMessages[caller.lang].noStart}\n`);
        return 1;
      }
      const { report } = await readyStage(machine, plan, null);
      return (await isWell(machine, report.ready, plan.outcome)) ? 0 : 1;
    }
    case "pair":
      return pairStage(machine, (facts) => caller.again(facts), { ending: caller.ending ?? new Promise(() => undefined), priority: (nice) => { caller.priority(nice); } });
    case "pair-end":
      return pairEndStage(machine, (facts) => caller.again(facts));
    case "late": {
      if (!(await onceDisksAnswer(machine, () => withLock(machine, () => bootRun(machine, (what) => caller.look(what === "early" ? "early" : "boot")))))) return 1;
      const plan = await planOfThisStart(machine.fs);
      if (plan === null) return 0;
      // READY was said: what has become of the disk that was left is the report's alone.
      if (!(await readTimeline(machine.fs)).has("ready")) return (await lateStage(machine, plan)) === null ? 1 : 0;
      await keepReport(machine, plan);
      return 0;
    }
  }
}

/** The sentence for what nobody foresaw. */
export function unexpected(error: unknown, lang: Lang): string {
  return runMessages[lang].unexpected(failureText(failureOf(error), lang).replace(/\.$/, ""));
}
