import type { Machine } from "../apply/machine.ts";
import type { Check, Report } from "../model/report.ts";
import type { Plan } from "../model/plan.ts";
import { consoleText, issueText } from "../report/consoleText.ts";
import { planDocument } from "../report/planDocument.ts";
import { readyLine } from "../report/readyLine.ts";
import { reportDocument } from "../report/reportDocument.ts";
import { makeCollector, type Collector } from "../status/collect.ts";
import { isReady, makeReport } from "../status/report.ts";
import { printOnConsoles } from "./consoles.ts";
import { disksUnseen, keepDocument, outcomesSoFar, planOfThisStart, REPORT } from "./state.ts";
import { addMarks, readTimeline, readUnitTimes, stagesOf } from "./timeline.ts";

/** NOT-READY so long after the hand-over (contract). */
const PATIENCE_S = 60;
/** How long a host that said NOT-READY is watched on: what becomes ready late is said late, and not never. */
const LATE_S = 900;
/** A start that cannot become READY shows its screen as soon as it has an address, or after this. */
const LEASE_WAIT_S = 8;
/** How long a start that is ready otherwise waits for its gateway's answer: its silence is a warning alone. */
const GATEWAY_WAIT_S = 1;
/** After a step has failed: so long libvirt has for the pools that are there. */
const FAILED_WAIT_S = 2;
const POLL_MS = 200;
/** libvirt has at least so long for an answer, also to the last question: a busy machine takes a second for it, and nothing would be known. */
const ANSWER_MS = 3000;
/** Late there is no hurry: looking less often leaves the processor to what is waited for. */
const LATE_POLL_MS = 2000;
const ISSUE = "/etc/issue";

export interface Said {
  report: Report;
  /** The screen, ending with the line for scripts. */
  text: string;
}

/**
 * Waits until this host is ready or will not be, and says so: on every console, in /etc/issue, in report.json and in
 * the journal. `from`: seconds since the kernel's start that the patience counts from (the hand-over, or now).
 */
export async function readyStage(machine: Machine, plan: Plan, from: number | null, exceptConsole: string | null = null): Promise<Said> {
  const { fs } = machine;
  const marks = await readTimeline(fs);
  const start = from ?? marks.get("hand-over") ?? machine.uptime();
  const collector = makeCollector(machine, plan, () => outcomesSoFar(fs, plan));
  const checks = await waitUntilKnown(machine, plan, collector, start);
  return say(machine, plan, collector, checks, marks, exceptConsole);
}

/**
 * Goes on where a start that could be READY was not: says READY when it is, on every console and in report.json.
 * Null where it never was within 15 minutes; nothing is said then, since NOT-READY stands there already.
 */
export async function lateStage(machine: Machine, plan: Plan): Promise<Said | null> {
  if (plan.outcome !== "configured") return null;
  const collector = makeCollector(machine, plan, () => outcomesSoFar(machine.fs, plan));
  const checks = await waitUntilKnown(machine, plan, collector, machine.uptime(), { patience: LATE_S, poll: LATE_POLL_MS, watchesOn: true });
  return isReady(plan, checks) ? say(machine, plan, collector, checks, await readTimeline(machine.fs), null) : null;
}

/**
 * The plan of this start once the disks have been looked at, or what is known of it when the patience of a start is over:
 * the screen must not wait for ever. Null where the boot run left none.
 */
export async function planWithDisksSeen(machine: Machine): Promise<Plan | null> {
  const { fs } = machine;
  const start = (await readTimeline(fs)).get("hand-over") ?? machine.uptime();
  while ((await disksUnseen(fs)) && machine.uptime() < start + PATIENCE_S) await machine.sleep(POLL_MS);
  return planOfThisStart(fs);
}

async function say(machine: Machine, plan: Plan, collector: Collector, checks: Check[], marks: Awaited<ReturnType<typeof readTimeline>>, exceptConsole: string | null): Promise<Said> {
  const { fs, log } = machine;
  const seconds = machine.uptime();
  const ready = isReady(plan, checks);
  const { firstHeld } = collector;
  const known = await addMarks(fs, marks, [["address", firstHeld.get("address")], ["libvirt", firstHeld.get("libvirt")], ["ready", ready ? seconds : undefined]]);

  const { outcomes } = await outcomesSoFar(fs, plan);
  const stages = stagesOf(known, await readUnitTimes(machine.run), seconds);
  const report = await makeReport(machine, plan, { checks, activePools: collector.activePools(), steps: outcomes, stages, readySeconds: seconds });
  const text = consoleText(plan, report, { live: liveAddresses(machine), seconds });
  await keepDocument(fs, REPORT, reportDocument(report, planDocument(plan, plan.locale.lang), plan.locale.lang));
  await fs.replace(ISSUE, `${issueText(text)}\n`);
  await printOnConsoles(machine, text, exceptConsole);
  log.info({ failing: checks.filter(({ ok }) => !ok).map(({ code, detail }) => `${code}: ${detail}`) }, readyLine(report, plan, seconds));
  return { report, text };
}

async function waitUntilKnown(machine: Machine, plan: Plan, collector: Collector, start: number, { patience, poll, watchesOn } = { patience: PATIENCE_S, poll: POLL_MS, watchesOn: false }): Promise<Check[]> {
  const canBeReady = plan.outcome === "configured";
  const deadline = canBeReady ? start + patience : Math.min(start + patience, machine.uptime() + LEASE_WAIT_S);
  let overAt: number | null = null;
  for (;;) {
    const began = machine.uptime();
    const checks = await collector.collect(Math.max(ANSWER_MS, (deadline - began) * 1000));
    if (canBeReady && isReady(plan, checks) && gatewayHeard(machine, collector, checks)) return checks;
    if (!canBeReady && settled(checks)) return checks;
    overAt = isOver(checks) ? (overAt ?? machine.uptime()) : null;
    if (overAt !== null && !watchesOn && machine.uptime() >= overAt + FAILED_WAIT_S) return checks;
    // What was seen before libvirt was waited for is old by then: the last word is from a look that begins when patience is over.
    if (began >= deadline) return checks;
    if (machine.uptime() < deadline) await machine.sleep(poll);
  }
}

function gatewayHeard(machine: Machine, collector: Collector, checks: readonly Check[]): boolean {
  if (checks.every(({ name, ok }) => name !== "gateway" || ok)) return true;
  return machine.uptime() - (collector.firstHeld.get("address") ?? 0) > GATEWAY_WAIT_S;
}

/** What fails is a step that was done to its end, and at most the pool that it was to make: waiting mends neither. */
function isOver(checks: readonly Check[]): boolean {
  const failing = checks.filter(({ ok, advisory }) => !ok && !advisory);
  return failing.some(({ code }) => code.startsWith("step.")) && failing.every(({ name }) => name === "steps" || name === "pool");
}

/** Enough for the screen of a start that cannot be READY: the address it can be reached at, no disk step under way. */
function settled(checks: readonly Check[]): boolean {
  return checks.every(({ name, ok, code }) => (name === "address" ? ok : code !== "disks.pending"));
}

/** Addresses by interface, as the screen of a rescue start shows them. */
export function liveAddresses(machine: Pick<Machine, "addresses">): Record<string, string[]> {
  const live: Record<string, string[]> = {};
  for (const { ifname, address } of machine.addresses()) (live[ifname] ??= []).push(address);
  return live;
}
