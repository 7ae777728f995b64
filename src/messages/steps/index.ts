import type { Step } from "../../model/step.ts";
import type { Lang } from "../../model/token.ts";
import type { StepMessages } from "./shape.ts";
import { sentence } from "./shape.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";
import { fr } from "./fr.ts";
import { it } from "./it.ts";

export const stepMessages: Record<Lang, StepMessages> = { de, en, fr, it };

/** One step as a sentence in the reader's language. */
export function describeStep(step: Step, lang: Lang): string {
  return sentence(stepMessages[lang], step);
}
