import type { Lang } from "../../model/token.ts";
import type { CliMessages } from "./shape.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";
import { fr } from "./fr.ts";
import { it } from "./it.ts";

export const cliMessages: Record<Lang, CliMessages> = { de, en, fr, it };
export type { CliMessages } from "./shape.ts";
