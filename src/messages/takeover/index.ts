import type { Lang } from "../../model/token.ts";
import type { TakeoverMessages } from "./shape.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";
import { fr } from "./fr.ts";
import { it } from "./it.ts";

export const takeoverMessages: Record<Lang, TakeoverMessages> = { de, en, fr, it };
export type { TakeoverMessages } from "./shape.ts";
