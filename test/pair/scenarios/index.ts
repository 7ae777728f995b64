import type { Scenario } from "../scenario.ts";
import { agreeing } from "./agreeing.ts";
import { becoming } from "./becoming.ts";
import { dying } from "./dying.ts";
import { forming } from "./forming.ts";
import { hanging } from "./hanging.ts";
import { older } from "./older.ts";
import { refusing } from "./refusing.ts";
import { ring } from "./ring.ts";
import { seen } from "./seen.ts";
import { trust } from "./trust.ts";

/** In the order in which `npm test` takes one of them a day. */
export const SCENARIOS: readonly Scenario[] = [...forming, ...becoming, ...dying, ...agreeing, ...hanging, ...older, ...refusing, ...ring, ...seen, ...trust];
