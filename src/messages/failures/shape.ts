import type { Failure, FailureCode, FailureOf, Told } from "../../model/failure.ts";
import { shellWord } from "../plan/shell.ts";

/** A sentence that ends in a command to type. */
export interface WithCommand {
  says: string;
  /** What leads from it to the command, with its punctuation. */
  then: string;
}

/**
 * One sentence per code, without its full stop: it stands behind a colon, or in brackets. Values come as they are, so that what a
 * script finds in report.json is found on the screen too.
 */
export type FailureMessages = { [C in FailureCode]: (failure: FailureOf<C>) => string | WithCommand };

/** The command that helps, the same in every language; null where there is none. */
export function failureCommand(failure: Failure): string | null {
  switch (failure.code) {
    case "used-since": case "used-since-by": case "pool-partition-lost": case "mirror-partition-lost": case "pair-partition-lost": return `ramvisor disk free ${shellWord(failure.id)}`;
    case "silent-once": case "silent-once-of": return "ramvisor";
    case "pool-file-system-lost": return `blkid -p ${failure.partition}`;
    case "check-asks": return `e2fsck -f ${failure.partition}`;
    default: return null;
  }
}

/** The sentence, and what leads to its command. The table is typed member by member; TypeScript cannot see that the member fits its own failure. */
export function parts(messages: FailureMessages, failure: Failure): WithCommand {
  const said = (messages[failure.code] as (failure: Failure) => string | WithCommand)(failure);
  return typeof said === "string" ? { says: said, then: "" } : said;
}

/** The whole sentence, its command included; what others said stays as they said it. */
export function sentence(messages: FailureMessages, told: Told): string {
  if (typeof told === "string") return told;
  const { says, then } = parts(messages, told);
  const command = failureCommand(told);
  return command === null ? says : `${says}${then} ${command}`;
}

/** The same without its command: inside another sentence, and where it helps only half. */
export function briefly(messages: FailureMessages, told: Told): string {
  return typeof told === "string" ? told : parts(messages, told).says;
}
