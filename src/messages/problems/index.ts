import type { Lang } from "../../model/token.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";
import { fr } from "./fr.ts";
import { it } from "./it.ts";
import type { ProblemMessages } from "./shape.ts";
import { visible } from "./visible.ts";

export type { ProblemMessages, ProblemText } from "./shape.ts";

/** The same messages, given their values in a form that is safe to print. */
function printing(messages: ProblemMessages): ProblemMessages {
  const entries = Object.entries(messages as unknown as Record<string, (args: Record<string, string>) => unknown>);
  const safe = (args: Record<string, string>): Record<string, string> => Object.fromEntries(Object.entries(args).map(([name, value]) => [name, visible(value)]));
  return Object.fromEntries(entries.map(([code, say]) => [code, (args: Record<string, string>) => say(safe(args))])) as unknown as ProblemMessages;
}

/** What is wrong with a command line, or with how a machine fits it, in every language; pure, same values, same text. */
export const problemMessages: Record<Lang, ProblemMessages> = { de: printing(de), en: printing(en), fr: printing(fr), it: printing(it) };
