import type { Suite } from "../suite.ts";
import { Tally } from "../tally.ts";
import { Site } from "./site.ts";

/** Says in a few words how it ended. */
type Run = (site: Site) => Promise<string>;

/** A suite whose runs go, one after the other, through one machine with the kernel's own md. */
export function suiteOn(name: string, claim: string, kinds: Record<string, readonly { name: string; run: Run }[]>): Suite {
  const tally = new Tally();
  let site: Promise<Site> | null = null;
  return {
    name,
    claim,
    packages: ["qemu-system-x86"],
    cases: () => Promise.resolve(Object.entries(kinds).flatMap(([kind, runs]) => runs.map(({ name: of, run }) => ({
      name: of,
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
}
