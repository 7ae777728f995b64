import type { Lang } from "../../model/token.ts";
import type { MediumProblem } from "../../personal/problem.ts";
import { visible } from "../problems/visible.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";
import { fr } from "./fr.ts";
import { it } from "./it.ts";
import type { IsoMessages } from "./shape.ts";

export const isoMessages: Record<Lang, IsoMessages> = { de, en, fr, it };
export type { IsoMessages } from "./shape.ts";

/** The sentence for what keeps a file from being read as a medium, or changed. */
export function mediumProblemText(problem: MediumProblem, lang: Lang): string {
  const messages = isoMessages[lang];
  const given: Record<string, string | number> = "args" in problem ? problem.args : {};
  const args = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, typeof value === "string" ? shown(name, value, messages) : value]));
  return (messages.problem[problem.code] as (args: unknown) => string)(args);
}

function shown(name: string, value: string, { volume, blank }: IsoMessages): string {
  if (name === "part" && value === "volume") return volume;
  if (name !== "character") return visible(value);
  if (value === " ") return blank;
  return /^[!-~]$/.test(value) ? value : [...value].map((letter) => `U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`).join(" ");
}
