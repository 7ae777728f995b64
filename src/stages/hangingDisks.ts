import { HANGING } from "../apply/applyByPool.ts";
import { explain } from "../apply/explain.ts";
import { answers } from "../apply/hanging.ts";
import type { Machine } from "../apply/machine.ts";

/** How long disks that hang are waited for: as long as a host that said NOT-READY is watched on. */
const PATIENCE_S = 900;
const POLL_MS = 2000;
const TRIES = 5;
/** Longer after each try: a disk whose flush hangs shows nothing that waits, and the tries would be over in minutes. */
const APART_S = 60;

const hangingNow = async (fs: Machine["fs"]): Promise<string[]> => (await fs.readText(HANGING).catch(() => "")).split("\n").filter((name) => name !== "");

/** True where this start has left a disk: somebody has to watch on, also where the host is ready without it. */
export const someHang = async (fs: Machine["fs"]): Promise<boolean> => (await hangingNow(fs)).length > 0;

/**
 * Waits for the disks that this start has left because they hang, and has `run` do the rest once they answer; some times, where they
 * stop again. At once where there are none; false where they never answer.
 */
export async function onceDisksAnswer({ fs, sleep, uptime, log }: Machine, run: () => Promise<unknown>): Promise<boolean> {
  const end = uptime() + PATIENCE_S;
  for (let tries = 0, next = 0; tries < TRIES && uptime() < end;) {
    const names = await hangingNow(fs);
    if (names.length === 0) return true;
    await sleep(POLL_MS);
    if (uptime() < next || !(await Promise.all(names.map((name) => answers(fs, name)))).every(Boolean)) continue;
    tries += 1;
    log.info({ disks: names }, "the disks that did not answer do so again: what was left is done now");
    await run().catch((error: unknown) => { log.warn({ why: explain(error) }, "that did not come to an end"); });
    next = uptime() + tries * APART_S;
  }
  return false;
}
