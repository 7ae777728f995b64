import type { Lang } from "../../model/token.ts";
import type { PairMessages } from "./shape.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";
import { fr } from "./fr.ts";
import { it } from "./it.ts";

export const pairMessages: Record<Lang, PairMessages> = { de, en, fr, it };
export type { PairMessages } from "./shape.ts";
