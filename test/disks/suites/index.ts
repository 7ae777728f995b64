import { killed } from "./killed.ts";
import { powerCut } from "./power-cut.ts";
import { qemuKilled } from "./qemu-killed.ts";
import type { Suite } from "./suite.ts";
import { swapped } from "./swapped.ts";
import { unchanged } from "./unchanged.ts";

/** The long suites, in the order in which they run. */
export const SUITES: readonly Suite[] = [
  killed,
  powerCut,
  swapped,
  unchanged,
  qemuKilled,
];
