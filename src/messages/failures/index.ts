import type { Failure } from "../../model/failure.ts";
import type { Lang } from "../../model/token.ts";
import type { Advice } from "../plan/shape.ts";
import type { FailureMessages } from "./shape.ts";
import { failureCommand, parts, sentence } from "./shape.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";
import { fr } from "./fr.ts";
import { it } from "./it.ts";

export const failureMessages: Record<Lang, FailureMessages> = { de, en, fr, it };

/** A failure as a sentence in the reader's language, without a full stop, its command included. */
export function sayFailure(failure: Failure, lang: Lang): string {
  return sentence(failureMessages[lang], failure);
}

/** The sentence as far as its command, and the command by itself: on screen it has a line of its own. */
export function failureAdvice(failure: Failure, lang: Lang): Advice {
  const { says, then } = parts(failureMessages[lang], failure);
  const command = failureCommand(failure);
  return { text: command === null ? says : says + then, command };
}

/** The same without its command, and without what leads to it. */
export function sayBriefly(failure: Failure, lang: Lang): string {
  return parts(failureMessages[lang], failure).says;
}
