import { apartNow } from "../apply/drbd.ts";
import { failureOf, Refused } from "../apply/explain.ts";
import { mountAt } from "../apply/mounts.ts";
import type { Options } from "../cli.ts";
import { freeMessages } from "../messages/free/index.ts";
import { planMessages } from "../messages/plan/index.ts";
import { freeCommand } from "../messages/plan/shell.ts";
import type { DiskFacts } from "../model/facts.ts";
import type { PlannedDisk } from "../model/plan.ts";
import type { Lang } from "../model/token.ts";
import { decideFree, findNamed, type FreeDecision } from "../plan/disks/free.ts";
import { stablePath } from "../plan/disks/identity.ts";
import { poolPath } from "../plan/disks/pools.ts";
import { diskAdvice, diskEvidenceText, inOneLine } from "../report/advice.ts";
import { failureText } from "../report/failureText.ts";
import { freeDocument, type FreeResult } from "../report/freeDocument.ts";
import { freeText, sentences } from "../report/freeText.ts";
import { advise } from "../report/lines.ts";
import type { DiskFreeDocument } from "../schema/diskFree.ts";
import { bootRun } from "./boot.ts";
import { mayChange, type Caller } from "./commands.ts";
import { Busy, withLock } from "./lock.ts";
import { commandLine, planFor } from "./state.ts";
import { keepReport } from "./status.ts";

type Claim = NonNullable<DiskFreeDocument["claim"]>;

/**
 * `ramvisor disk free ID`: shows what is on a disk, wants its serial number typed, clears it and lets the claim follow at
 * once. The person is asked without the lock, as an answer may take its time; all is checked again on the open disk.
 */
export async function diskFree(caller: Caller, options: Extract<Options, { command: "disk-free" }>): Promise<0 | 1 | 2> {
  if (!(await mayChange(caller))) return 1;
  const { fs } = caller.machine;
  const facts = await caller.look("full");
  const plan = planFor(await commandLine(fs), facts);
  const lang = options.lang ?? plan.locale.lang;
  const messages = freeMessages[lang];

  const target = await fs.realPath(options.id.startsWith("/") ? options.id : `/dev/disk/by-id/${options.id}`).catch(() => null);
  const disk = findNamed(facts.disks, options.id, target);
  const planned = disk === null ? undefined : plan.disks[facts.disks.indexOf(disk)];
  if (disk === null || planned === undefined) {
    const known = facts.disks.map(({ id }) => id).join(", ");
    await caller.err(`${known === "" ? messages.noDisks(options.id) : messages.unknown(options.id, known)}\n`);
    return 2;
  }

  // With JSON standard output is the document's alone.
  const asJson = options.format === "json";
  const say = asJson ? caller.err : caller.out;
  const end = async (result: FreeResult, text: string): Promise<0 | 1> => {
    await (asJson ? caller.out(`${JSON.stringify(freeDocument(disk, planned, result, lang), null, 2)}\n`) : caller.out(text));
    return result.result === "already" || (result.result === "freed" && (result.claim?.error ?? null) === null) ? 0 : 1;
  };
  const endWith = (result: FreeResult): Promise<0 | 1> => end(result, sentences(result.message));

  await say(freeText(disk, planned, lang));
  const decision = decideFree(disk, facts.disks, plan.node.site, await apartNow(caller.machine));
  switch (decision.kind) {
    case "nothing": return endWith({ result: "already", message: messages.already[decision.reason] });
    case "refuse": return end(...refusal(disk, planned, decision, lang));
  }
  const { pool } = decision;
  await say(`\n${sentences(messages.lost, ...(pool === null ? [] : [messages.poolLost(pool.name, pool.site)]), messages.type[decision.number](pool?.name ?? null))}`);
  if ((await caller.readLine())?.trim() !== decision.answer.trim()) return endWith({ result: "not-confirmed", message: messages.notConfirmed });

  // What is claimed is mounted, and libvirt told of it: half of that would be found by nobody.
  caller.ignoreSignals?.();
  await say(sentences(messages.working));
  try {
    let freed = false;
    const claim = await withLock(caller.machine, async () => {
      await caller.free(disk);
      freed = true;
      return follow(caller, disk, lang);
    }).catch((error: unknown): Claim => {
      if (!freed) throw error;
      return { outcome: plan.outcome, verdict: planned.verdict, reason: planned.reason, pool: null, mountedAt: null, ...because(failureOf(error), lang) };
    });
    return await endWith({ result: "freed", message: `${messages.freed} ${claimSentence(claim, lang)}`, claim });
  } catch (error) {
    const failure = failureOf(error);
    const why = failureText(failure, lang).replace(/\.$/, "");
    return endWith({ result: "failed", cause: failure.cause ?? null, message: error instanceof Refused || error instanceof Busy ? messages.nothingWritten(why) : messages.halfCleared(why) });
  }
}

/** What is in the way, and what to do about it; a command to release the disk ends in this one. */
function refusal(disk: DiskFacts, planned: PlannedDisk, { reason, evidence, remedy }: FreeDecision & { kind: "refuse" }, lang: Lang): [FreeResult, string] {
  const again = freeCommand(stablePath(disk));
  const shown: PlannedDisk = { ...planned, reason, evidence, remedy: remedy.kind === "release" && again !== null ? { ...remedy, again } : remedy };
  const advice = diskAdvice(shown, lang);
  const message = freeMessages[lang].refused(planMessages[lang].diskReason[reason](shown));
  const { next } = planMessages[lang].label;
  // What stands on the disk was shown; what is in the way may not have been: the planner's table ends at the first row that holds.
  const said = [message, diskEvidenceText({ ...shown, evidence: evidence.filter(({ kind }) => kind === "error") }, lang)].filter((text) => text !== "").join(" ");
  const lines = advice === null ? [] : advise(advice, next, planMessages[lang].oneLine, 2, 80);
  return [{ result: "refused", reason, message: said, remedy: advice === null ? null : inOneLine(advice) }, `\n${sentences(said)}${lines.map((line) => `${line}\n`).join("")}`];
}

/** Plans again; on a host that a token names the boot run follows, as `ramvisor` does it, under the lock that is held. */
async function follow(caller: Caller, { id }: DiskFacts, lang: Lang): Promise<Claim> {
  const { machine } = caller;
  const facts = await caller.look("boot");
  const plan = planFor(await commandLine(machine.fs), facts);
  const planned = plan.disks.find((disk) => disk.id === id);
  const claim: Claim = { outcome: plan.outcome, verdict: planned?.verdict ?? "refuse", reason: planned?.reason ?? "unreadable", pool: planned?.pool ?? null, mountedAt: null, error: null, cause: null };
  if (claim.verdict === "refuse") return planned === undefined ? { ...claim, ...because(failureOf(new Refused({ code: "gone", id })), lang) } : { ...claim, error: planMessages[lang].diskReason[claim.reason](planned) };
  if (plan.outcome !== "configured") return claim;

  const { outcomes } = await bootRun(machine, () => Promise.resolve(facts));
  await keepReport(machine, plan);
  if (claim.pool === null) return claim;
  const path = poolPath(claim.pool);
  const mountedAt = (await mountAt(machine.fs, path)) === null ? null : path;
  // The pool is mounted on the other disk of its mirror, whatever became of this one.
  const isUsed = !joins(claim) || outcomes.some(({ action, result }) => action === "mirror.join" && (result === "changed" || result === "unchanged"));
  if (mountedAt !== null && isUsed) return { ...claim, mountedAt };
  const failed = outcomes.filter(({ result, phase }) => result === "failed" && phase === "disks");
  return { ...claim, mountedAt, ...because(failed.find(({ action }) => joins(claim) && action === "mirror.join") ?? failed[0] ?? failureOf(new Refused({ code: "not-mounted", path })), lang) };
}

const joins = ({ reason }: Claim): boolean => reason === "replacement";

function because(failure: Parameters<typeof failureText>[0], lang: Lang): Pick<Claim, "error" | "cause"> {
  return { error: failureText(failure, lang), cause: failure.cause ?? null };
}

function claimSentence(claim: Claim, lang: Lang): string {
  const { outcome, reason, pool, mountedAt, error } = claim;
  const messages = freeMessages[lang];
  if (error !== null) return messages.claimFailed(error.replace(/\.$/, ""));
  if (pool !== null && mountedAt !== null) return joins(claim) ? messages.joins(pool) : messages.claimed(pool, mountedAt);
  if (outcome !== "configured") return messages.later[outcome];
  const say = planMessages[lang].diskReason[reason] as (disk: unknown) => string;
  return messages.later.configured(say({}));
}
