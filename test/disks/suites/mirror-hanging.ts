import { hanging } from "./mirror/hanging.ts";
import { suiteOn } from "./mirror/suiteOn.ts";

/** Disks that hang in the kernel, with its own md above them. */
export const mirrorHanging = suiteOn(
  "mirror-hanging",
  "a disk answers nothing while its mirror is made, started or joined: the pool is used from the other disk where there is one, and all is in step again by itself once the disk answers",
  { hanging },
);
