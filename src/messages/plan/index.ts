import type { Lang } from "../../model/token.ts";
import type { PlanMessages } from "./shape.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";
import { fr } from "./fr.ts";
import { it } from "./it.ts";

export const planMessages: Record<Lang, PlanMessages> = { de, en, fr, it };
export type { Advice, PlanMessages } from "./shape.ts";
