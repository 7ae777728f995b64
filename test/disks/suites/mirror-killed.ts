import { joined } from "./mirror/joined.ts";
import { made } from "./mirror/made.ts";
import { Site } from "./mirror/site.ts";
import { written } from "./mirror/written.ts";
import type { Suite } from "./suite.ts";
import { Tally } from "./tally.ts";

const tally = new Tally();
/** The one machine of all runs, one after the other. */
let site: Promise<Site> | null = null;

/** Power cuts with the kernel's own md: what it writes to a mirror by itself no list of a claim's writes has. */
export const mirrorKilled: Suite = {
  name: "mirror-killed",
  claim: "QEMU killed while its machine makes a mirror, rebuilds it or writes to it: the next start has the pool with all that was acknowledged, and both disks in step again by themselves; or refuses with a remedy what never held a pool",
  packages: ["qemu-system-x86"],
  cases: () => Promise.resolve(Object.entries({ made, joined, written }).flatMap(([kind, runs]) => runs.map(({ name, run }) => ({
    name,
    run: async () => {
      const ended = await run(await (site ??= Site.open()));
      tally.add(`${kind}: ${ended}`);
    },
  })))),
  note: () => tally.text(),
  close: async () => {
    await (await site)?.close();
    site = null;
  },
};
