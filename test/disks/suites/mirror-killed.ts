import { joined } from "./mirror/joined.ts";
import { made } from "./mirror/made.ts";
import { suiteOn } from "./mirror/suiteOn.ts";
import { written } from "./mirror/written.ts";

/** Power cuts with the kernel's own md: what it writes to a mirror by itself no list of a claim's writes has. */
export const mirrorKilled = suiteOn(
  "mirror-killed",
  "QEMU killed while its machine makes a mirror, rebuilds it or writes to it: the next start has the pool with all that was acknowledged, and both disks in step again by themselves; or refuses with a remedy what never held a pool",
  { made, joined, written },
);
