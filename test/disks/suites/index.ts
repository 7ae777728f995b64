import { blank } from "./blank.ts";
import { creatable } from "./creatable/index.ts";
import type { Suite } from "./suite.ts";
import { unreadable } from "./unreadable.ts";

/** The long suites, in the order in which they run. */
export const SUITES: readonly Suite[] = [creatable, blank, unreadable];
