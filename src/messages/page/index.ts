import type { Lang } from "../../model/token.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";
import { fr } from "./fr.ts";
import { it } from "./it.ts";
import type { PageMessages } from "./shape.ts";

export type { FieldName, FieldText, PageMessages } from "./shape.ts";

export const pageMessages: Record<Lang, PageMessages> = { de, en, fr, it };

/** Each language in its own words, for the switch: the same on every page. */
export const LANGUAGE_NAMES: Record<Lang, string> = { de: "Deutsch", en: "English", fr: "Français", it: "Italiano" };
