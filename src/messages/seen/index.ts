import type { Lang } from "../../model/token.ts";
import type { SeenMessages } from "./shape.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";
import { fr } from "./fr.ts";
import { it } from "./it.ts";

export const seenMessages: Record<Lang, SeenMessages> = { de, en, fr, it };
export type { DiskWord, SeenMessages } from "./shape.ts";
