import { blank } from "./blank.ts";
import { creatable } from "./creatable/index.ts";
import { killed } from "./killed.ts";
import { mirrorHanging } from "./mirror-hanging.ts";
import { mirrorKilled } from "./mirror-killed.ts";
import { powerCut } from "./power-cut.ts";
import { qemuKilled } from "./qemu-killed.ts";
import type { Suite } from "./suite.ts";
import { swapped } from "./swapped.ts";
import { unchanged } from "./unchanged.ts";
import { unreadable } from "./unreadable.ts";

/** The long suites, in the order in which they run: the ones that boot machines last. */
export const SUITES: readonly Suite[] = [creatable, blank, killed, powerCut, swapped, unchanged, unreadable, qemuKilled, mirrorKilled, mirrorHanging];
