import { failureAdvice, sayFailure } from "../messages/failures/index.ts";
import type { Advice } from "../messages/plan/index.ts";
import type { Failure } from "../model/failure.ts";
import type { Lang } from "../model/token.ts";

/** What went wrong, as a step's outcome has it; `error` is null where nothing did. */
interface Failing<E extends string | null = string | null> {
  error: E;
  cause?: Failure;
}

/** What went wrong, in the reader's language; as it came where the words are another's. */
export function failureText<E extends string | null>({ error, cause }: Failing<E>, lang: Lang): E | string {
  return cause === undefined ? error : sayFailure(cause, lang);
}

/** The same, the command at its end by itself. */
export function failureAdviceOf({ error, cause }: Failing, lang: Lang): Advice {
  return cause === undefined ? { text: error ?? "?", command: null } : failureAdvice(cause, lang);
}
