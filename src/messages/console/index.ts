import type { Lang } from "../../model/token.ts";
import type { ConsoleMessages } from "./shape.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";
import { fr } from "./fr.ts";
import { it } from "./it.ts";

export const consoleMessages: Record<Lang, ConsoleMessages> = { de, en, fr, it };
export type { ConsoleMessages } from "./shape.ts";
