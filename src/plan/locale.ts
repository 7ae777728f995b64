import type { Plan } from "../model/plan.ts";
import type { Lang } from "../model/token.ts";

/** Keymap names are those of kbd and console-setup: the country's, not the language's. */
const LOCALES: Record<Lang, Plan["locale"]> = {
  de: { lang: "de", keymap: "de", locale: "de_DE.UTF-8" },
  en: { lang: "en", keymap: "us", locale: "en_US.UTF-8" },
  fr: { lang: "fr", keymap: "fr", locale: "fr_FR.UTF-8" },
  it: { lang: "it", keymap: "it", locale: "it_IT.UTF-8" },
};

/** Keyboard and locale of a console language. */
export function localeOf(lang: Lang): Plan["locale"] {
  return LOCALES[lang];
}
