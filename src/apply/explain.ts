import { inEnglish } from "../messages/failures/english.ts";
import type { Failure, Told } from "../model/failure.ts";

/** What this room throws: why, as data, or in another's words. Its message is the English sentence, for the log. */
export class Failed extends Error {
  override name = "Failed";

  constructor(readonly told: Told) {
    super(inEnglish(told));
  }
}

/** A command that did not do what it was asked to: program, exit code and the first lines it said. */
export class CommandFailed extends Failed {
  override name = "CommandFailed";
}

/** A precondition that does not hold any more: nothing was written. It says what was seen. */
export class Refused extends Failed {
  override name = "Refused";
}

/** Why, as data: the sentence is made in the reader's language where it is read. Null where only others' words are known. */
export function causeOf(error: unknown): Failure | null {
  if (error instanceof Failed) return typeof error.told === "string" ? null : error.told;
  if (!(error instanceof Error)) return null;
  const { code, path = null } = error as NodeJS.ErrnoException;
  switch (code) {
    case "ENOSPC": return { code: "no-space", path };
    case "EROFS": return { code: "read-only", path };
    case "EIO": return { code: "io-error", path };
    // open(2) with O_EXCL on a block device.
    case "EBUSY": return path?.startsWith("/dev/") === true ? { code: "in-use", path } : null;
    default: return null;
  }
}

/** One English sentence, one line, for the report and the log. */
export function explain(error: unknown): string {
  const cause = causeOf(error);
  if (cause !== null) return oneLine(inEnglish(cause));
  return oneLine(error instanceof Error ? error.message : String(error));
}

/** For a failure that is told within another one. */
export function toldOf(error: unknown): Told {
  return causeOf(error) ?? explain(error);
}

/** A failure as outcomes have it. */
export interface SaidFailure {
  error: string;
  cause?: Failure;
}

/** How a step's outcome says it: English, and beside it the cause where there is one. */
export function failureOf(error: unknown): SaidFailure {
  const cause = causeOf(error);
  return { error: explain(error), ...(cause === null ? {} : { cause }) };
}

function oneLine(text: string): string {
  const line = text.replaceAll(/\s*[\r\n]+\s*/g, "; ").trim();
  return line.length > 300 ? `${line.slice(0, 299)}…` : line;
}
