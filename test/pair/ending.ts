import { isAnotherDisk } from "../../src/plan/cluster/generations.ts";
import { POOLS_DIR } from "../../src/plan/disks/pools.ts";
import type { Lab } from "./lab/node.ts";
import { pause, type Scenario, sidesAreEqual } from "./scenario.ts";

const LONGEST_MS = 60_000;
/** A node that hangs or is off shows nothing. */
const ANSWER_MS = 20_000;

/** Mirrors that two nodes show as connected and whole. */
async function wholeNow(lab: Lab): Promise<string[]> {
  const shown: string[] = [];
  for (const guest of lab.guests.values()) {
    const { code, text } = await guest.sh("cat /proc/drbd", ANSWER_MS).catch(() => ({ code: -1, text: "" }));
    if (code === 0) shown.push(...[...text.matchAll(/^ *(\d+): cs:Connected .*ds:UpToDate\/UpToDate/gm)].map(([, minor]) => `r${String(minor)}`));
  }
  return [...new Set(shown)].filter((name) => shown.filter((other) => other === name).length === 2);
}

/** Ends a scenario: as many mirrors are whole as it says, what calls itself up to date on both sides is the same there, byte by byte, and what was written is there in order. */
export async function compareWhole(lab: Lab, { whole = 1 }: Pick<Scenario, "whole">): Promise<void> {
  let names = await wholeNow(lab);
  for (const end = Date.now() + LONGEST_MS; names.length !== whole && Date.now() < end; names = await wholeNow(lab)) await pause(1000);
  if (names.length !== whole) throw new Error(`at its end ${whole} mirrors were to be whole, there are: ${names.join(", ") || "none"}`);
  for (const name of names) {
    await sidesAreEqual(lab, name);
    await arePartners(lab, name);
  }
  await linesAreRight(lab);
}

/** Wherever a pool is mounted, no line of its writer is missing or wrong: two sides may be equal, and both be wrong. */
async function linesAreRight(lab: Lab): Promise<void> {
  for (const guest of lab.guests.values()) await guest.must(`for file in ${POOLS_DIR}/*/written; do [ ! -e "$file" ] || node /lab/writer.mjs check "$file" || exit 1; done`);
}

/** What DRBD has noted of earlier generations is the same on both sides of a whole mirror: by that an older disk is told from a true partner. */
async function arePartners(lab: Lab, resource: string): Promise<void> {
  for (const end = Date.now() + LONGEST_MS; ; await pause(1000)) {
    const [one, other] = (await Promise.all([...lab.guests.keys()].map((node) => lab.metaOf(node, resource)))).filter((meta) => meta !== null);
    if (one === undefined || other === undefined) throw new Error(`DRBD's metadata of ${resource} is not there`);
    if (!isAnotherDisk(one, other)) return;
    // DRBD writes it a moment after it has changed.
    if (Date.now() > end) throw new Error(`the two sides of ${resource} do not look like partners:\n${JSON.stringify([one, other], null, 1)}`);
  }
}
