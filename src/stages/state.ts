import type { Facts } from "../model/facts.ts";
import type { Plan } from "../model/plan.ts";
import type { Phase, StepOutcome } from "../model/step.ts";
import type { ReadFs } from "../model/ports.ts";
import { parseCmdline } from "../cmdline/index.ts";
import { makePlan } from "../plan/index.ts";
import { parseFacts } from "../schema/facts.ts";
import type { WriteFs } from "../apply/writeFs.ts";

/** What the runs of one start leave for each other. In RAM: gone with the start. */
export const RUN_DIR = "/run/ramvisor";
export const FACTS = `${RUN_DIR}/facts.json`;
export const PLAN = `${RUN_DIR}/plan.json`;
export const REPORT = `${RUN_DIR}/report.json`;
export { PAIR } from "../status/pair.ts";
/** The tokens given to `ramvisor apply`, in the place of the kernel's line. */
const TYPED_LINE = `${RUN_DIR}/cmdline`;
/** There while the disks of this start are still to be looked at: the facts have none of them, and the plan is not the last. */
const DISKS_UNSEEN = `${RUN_DIR}/disks.unseen`;
/** Made by who starts the agent in the initramfs: it may go on after the hand-over, and the units wait for it. */
const STAYS = `${RUN_DIR}/agent.stays`;
const outcomesFile = (phase: Phase): string => `${RUN_DIR}/steps.${phase}.json`;

/** True where systemd runs this host (sd_booted(3)), false in the initramfs. */
export function systemdRuns(fs: ReadFs): Promise<boolean> {
  return fs.exists("/run/systemd/system");
}

/** True where the agent that the initramfs started goes on after the hand-over (src/medium/root/usr/lib/ramvisor/boot-agent). */
export function agentStays(fs: ReadFs): Promise<boolean> {
  return fs.exists(STAYS);
}

export function disksUnseen(fs: ReadFs): Promise<boolean> {
  return fs.exists(DISKS_UNSEEN);
}

export async function markDisks(fs: WriteFs, seen: boolean): Promise<void> {
  await (seen ? fs.remove(DISKS_UNSEEN) : fs.replace(DISKS_UNSEEN, ""));
}

/** The line that this start goes by: the one given to `apply`, else the kernel's. */
export async function commandLine(fs: ReadFs): Promise<string> {
  if (await fs.exists(TYPED_LINE)) return fs.readText(TYPED_LINE);
  return fs.readText("/proc/cmdline");
}

export function keepTypedLine(fs: WriteFs, line: string): Promise<void> {
  return fs.replace(TYPED_LINE, `${line}\n`);
}

/** Plans for a line and facts, with peers' facts for the pair's phase too: pure. */
export function planFor(line: string, facts: Facts, peers: readonly Facts[] | null = null): Plan {
  const { site, problems } = parseCmdline(line);
  return makePlan(site, problems, facts, peers);
}

/**
 * The plan of this start, made again from the facts that the boot run left: the planner is pure, so it is the same.
 * Null where the boot run left none. @throws Error with a sentence where what it left is not readable.
 */
export async function planOfThisStart(fs: ReadFs): Promise<Plan | null> {
  const facts = await factsOfThisStart(fs);
  return facts === null ? null : planFor(await commandLine(fs), facts);
}

/** What the boot run left; null where it left nothing. @throws Error with a sentence where that is not readable. */
export async function factsOfThisStart(fs: ReadFs): Promise<Facts | null> {
  if (!(await fs.exists(FACTS))) return null;
  const parsed = parseFacts(await fs.readText(FACTS));
  if (!parsed.ok) throw new Error(`${FACTS}: ${parsed.sentence}`);
  return parsed.facts;
}

export async function keepOutcomes(fs: WriteFs, phase: Phase, outcomes: readonly StepOutcome[]): Promise<void> {
  await fs.replace(outcomesFile(phase), `${JSON.stringify(outcomes)}\n`);
}

/** The outcomes so far; `pending` while the plan's disk steps have not run to their end. */
export async function outcomesSoFar(fs: ReadFs, plan: Plan): Promise<{ outcomes: StepOutcome[]; pending: boolean }> {
  const read = async (phase: Phase): Promise<StepOutcome[] | null> => {
    const text = await fs.readText(outcomesFile(phase)).catch(() => null);
    return text === null ? null : (JSON.parse(text) as StepOutcome[]);
  };
  const [early, disks] = [await read("early"), await read("disks")];
  return { outcomes: [...(early ?? []), ...(disks ?? [])], pending: (disks === null && plan.steps.some(({ phase }) => phase === "disks")) || (await disksUnseen(fs)) };
}

/** Whole or not at all: scripts read these while they are written. */
export async function keepDocument(fs: WriteFs, path: string, document: unknown): Promise<void> {
  await fs.makeDir(RUN_DIR);
  await fs.replace(path, `${JSON.stringify(document, null, 2)}\n`);
}
