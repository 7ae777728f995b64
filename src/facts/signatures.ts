import type { LookFailure } from "../model/failure.ts";
import type { DiskSignature, Unread } from "../model/facts.ts";
import type { Run, RunResult } from "../model/ports.ts";
import { noted } from "./failed.ts";
import { TimeLimit, within } from "./limit.ts";

const LIMIT_MS = 5000;
/** When the program itself is killed: a busy machine starts it late, see lookTime(). */
const KILL_MS = 20_000;

/** What the two tools say about one disk; `errors` where one of them did not do its work: then nothing is proved. */
export interface ProbedSignatures {
  signatures: DiskSignature[];
  errors: Unread[];
}

/**
 * Asks `blkid -p` and `wipefs -n` (util-linux) what is on a disk. Both read only; wipefs knows some places that
 * blkid does not report on a whole disk (the backup GPT) and gives offsets. `limitMs`: of lookTime(), for both.
 */
export async function probeSignatures(run: Run, path: string, limitMs = LIMIT_MS): Promise<ProbedSignatures> {
  const [blkid, wipefs] = await Promise.all([
    limited(run, "blkid", ["-p", "-o", "export", path], limitMs),
    limited(run, "wipefs", ["-n", "-J", path], limitMs),
  ]);
  const both = [blkidSignatures(blkid, path), wipefsSignatures(wipefs, path)];
  return { signatures: both.flatMap(({ signatures }) => signatures), errors: both.flatMap(({ errors }) => errors) };
}

/** A process that hangs in the kernel does not die by SIGKILL either: do not wait for it longer than that. */
function limited(run: Run, program: string, args: string[], limitMs: number): Promise<RunResult> {
  return within(limitMs, run(program, args, { timeoutMs: KILL_MS })).catch((error: unknown) => {
    if (!(error instanceof TimeLimit)) throw error;
    return { code: null, stdout: "", stderr: "", failure: "timeout" as const };
  });
}

/**
 * blkid(8), exit status: 0 found, 2 nothing found *or* not readable (the caller has read the disk itself), 8 more
 * than one thing found. TYPE is a file system or member, PTTYPE a partition table.
 */
function blkidSignatures(result: RunResult, path: string): ProbedSignatures {
  if (result.code === 2) return { signatures: [], errors: [] };
  if (result.code === 8) return { signatures: [{ source: "blkid", type: "ambivalent", offset: null }], errors: [] };
  if (result.code !== 0) return { signatures: [], errors: [noted(`blkid -p ${path}`, failureOf("blkid", result))] };
  const types = [...result.stdout.matchAll(/^(?:PTTYPE|TYPE)=(.+)$/gm)].map((match) => match[1] ?? "");
  if (types.length === 0) return { signatures: [{ source: "blkid", type: "unknown", offset: null }], errors: [] };
  return { signatures: types.map((type) => ({ source: "blkid", type: type.replaceAll("\\", ""), offset: null })), errors: [] };
}

/** wipefs(8), `--json`: `{ "signatures": [ { "offset": "0x438", "type": "ext4", … } ] }`; no output at all in some versions where there is none. */
function wipefsSignatures(result: RunResult, path: string): ProbedSignatures {
  if (result.code !== 0) return { signatures: [], errors: [noted(`wipefs -n ${path}`, failureOf("wipefs", result))] };
  if (result.stdout.trim() === "") return { signatures: [], errors: [] };
  try {
    const { signatures } = JSON.parse(result.stdout) as { signatures: { offset: string; type: string }[] };
    return { signatures: signatures.map(({ offset, type }) => ({ source: "wipefs", type: String(type), offset: offsetOf(offset) })), errors: [] };
  } catch {
    return { signatures: [], errors: [noted(`wipefs -n ${path}`, { code: "odd-answer" })] };
  }
}

function offsetOf(text: unknown): number | null {
  const offset = Number(text);
  return Number.isSafeInteger(offset) ? offset : null;
}

function failureOf(program: string, { code, failure, stderr }: RunResult): LookFailure {
  switch (failure) {
    case "not-found": return { code: "program-missing", program };
    case "timeout": return { code: "timeout" };
    case "signal": return { code: "program-killed", program };
    case null: return { code: "program-failed", program, exit: code ?? -1, said: stderr.trim().replaceAll(/\s+/g, " ").slice(0, 200) };
  }
}
