import { inEnglish } from "../messages/failures/english.ts";
import type { LookFailure } from "../model/failure.ts";
import type { Unread } from "../model/facts.ts";
import { whyOf } from "./attributes.ts";

/** What this room found wrong itself, as data. Its message is the English sentence. */
export class LookFailed extends Error {
  constructor(readonly failure: LookFailure) {
    super(inEnglish(failure));
  }
}

/** What facts keep of something that the agent itself found wrong. */
export function noted(what: string, cause: LookFailure): Unread {
  return { what, why: inEnglish(cause), cause };
}

/** What facts keep of any error. */
export function unreadOf(what: string, error: unknown): Unread {
  return error instanceof LookFailed ? noted(what, error.failure) : { what, why: whyOf(error) };
}

/** How a scan ends that failed. */
export function scanError(error: unknown): { error: string; cause?: LookFailure } {
  const { why, cause } = unreadOf("", error);
  return { error: why, ...(cause === undefined ? {} : { cause }) };
}
