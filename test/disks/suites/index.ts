import type { Suite } from "./suite.ts";
import { unreadable } from "./unreadable.ts";

/** The long suites, in the order in which they run. */
export const SUITES: readonly Suite[] = [unreadable];
