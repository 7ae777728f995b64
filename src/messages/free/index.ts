import type { Lang } from "../../model/token.ts";
import type { FreeMessages } from "./shape.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";
import { fr } from "./fr.ts";
import { it } from "./it.ts";

export const freeMessages: Record<Lang, FreeMessages> = { de, en, fr, it };
export type { FreeMessages } from "./shape.ts";
