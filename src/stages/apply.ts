import type { Machine } from "../apply/machine.ts";
import { parseCmdline } from "../cmdline/index.ts";
import type { Plan } from "../model/plan.ts";
import { makePlan } from "../plan/index.ts";
import { bootRun, type Look } from "./boot.ts";
import { withLock } from "./lock.ts";
import { readyStage, type Said } from "./ready.ts";
import { keepTypedLine, planFor, planOfThisStart, systemdRuns, commandLine } from "./state.ts";

const PAIR_UNIT = "ramvisor-pair.service";

/** Why the tokens are not applied; nothing was changed. Data: the sentence is made in the reader's language. */
export type ApplyRefusal =
  | { kind: "not-running" }
  | { kind: "configured"; plan: Plan }
  /** Words that are none of our tokens: a slip, since on this line nothing else has a meaning. */
  | { kind: "not-ours"; words: string[] }
  | { kind: "plan"; plan: Plan };

export type Applied = { done: true; plan: Plan; said: Said; failed: boolean } | { done: false; refusal: ApplyRefusal };

/**
 * `ramvisor apply TOKEN…`: on a running host in rescue or unconfigured the tokens replace the line, and the boot run is
 * done again. All is checked against this machine first: tokens in error, or that name another machine, change nothing.
 */
export async function applyTokens(machine: Machine, look: Look, tokens: readonly string[], ownConsole: string | null): Promise<Applied> {
  const { fs } = machine;
  const refuse = (refusal: ApplyRefusal): Applied & { done: false } => ({ done: false, refusal });
  if (!(await systemdRuns(fs))) return refuse({ kind: "not-running" });
  const ran = await withLock(machine, async () => {
    const heard = (await machine.run("systemctl", ["is-active", PAIR_UNIT])).code === 0;
    const now = (await planOfThisStart(fs)) ?? planFor(await commandLine(fs), await look("all"));
    if (now.outcome === "configured") return refuse({ kind: "configured", plan: now });

    const line = tokens.map(quoted).join(" ");
    const { site, problems } = parseCmdline(line);
    const strange = tokens.filter((token) => token.trim() !== "" && !isOurs(token));
    const facts = await look("all");
    const plan = makePlan(site, problems, facts);
    if (strange.length > 0 && problems.every(({ severity }) => severity !== "error")) return refuse({ kind: "not-ours", words: strange });
    if (plan.outcome !== "configured") return refuse({ kind: "plan", plan });

    await keepTypedLine(fs, line);
    return { ...(await bootRun(machine, () => Promise.resolve(facts))), heard };
  });
  if ("done" in ran) return ran;
  // It has read the old tokens, once.
  if (ran.heard) await machine.run("systemctl", ["restart", PAIR_UNIT], { timeoutMs: 60_000 });
  // Without the lock: libvirt takes new definitions in now, and their saving must not wait for READY.
  // The patience counts from here: a file system that is checked for a minute has used none of it.
  const said = await readyStage(machine, ran.plan, machine.uptime(), ownConsole);
  return { done: true, plan: ran.plan, said, failed: ran.outcomes.some(({ result }) => result === "failed") };
}

/** A token as one word of a kernel command line: quotes round white space. */
function quoted(token: string): string {
  return /\s/.test(token) ? `"${token}"` : token;
}

/** A token of ours, well formed or with a problem that names it. */
function isOurs(token: string): boolean {
  const { site, problems } = parseCmdline(quoted(token));
  return site.words.length > 0 || problems.length > 0 || /^sum\./.test(token);
}
