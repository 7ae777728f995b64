import type { Lang } from "../../model/token.ts";
import type { GuestMoveMessages } from "./shape.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";
import { fr } from "./fr.ts";
import { it } from "./it.ts";

export const guestMoveMessages: Record<Lang, GuestMoveMessages> = { de, en, fr, it };
export type { GuestMoveMessages } from "./shape.ts";
