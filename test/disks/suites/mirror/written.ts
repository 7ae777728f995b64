import { setTimeout as sleep } from "node:timers/promises";
import { goesOn, POOL, told as toldLines } from "../../../pair/scenario.ts";
import { randomOf } from "../bytes.ts";
import { type Site, told } from "./site.ts";

const RUNS = 7;
/** A run of these is cut off once more, while the mirror is matched after the first time. */
const TWICE = new Set([1, 3, 5]);
/** How fast it is matched then, in KiB per second: it is at work for as long as the run needs. */
const SLOW = 2000;

/** By file: the last line that is known to be on stable storage. A run goes on with the mirror of the one before. */
let acknowledged: Map<string, number> | null = null;

/**
 * Appends numbered lines, each told on the console once it is on stable storage, until the power is cut. Beside it so much is
 * written that much of the mirror is to be matched afterwards.
 */
async function writeUntilKilled(site: Site, files: Map<string, number>, name: string, { afterMs, matching = false }: { afterMs: number; matching?: boolean }): Promise<void> {
  const { guest } = site;
  await guest.must(`(setsid sh -c 'while :; do dd if=/dev/urandom of=${POOL}/bulk bs=1M count=48 conv=notrunc; done' < /dev/null > /dev/null 2>&1 &)`);
  await guest.must(`(setsid node /lab/writer.mjs write ${POOL}/${name} < /dev/null > /run/writer.log 2>&1 &)`);
  await goesOn(guest, 3);
  await sleep(afterMs);
  if (matching && (await guest.must("cat /sys/block/md0/md/sync_action")).trim() !== "resync") throw new Error("the mirror was to be matched when the power is cut, and is not");
  await site.kill();
  files.set(name, toldLines(guest));
}

/** Every line that was acknowledged is there, in order. One more may be: it was written, and the word of it not heard. */
async function checkLines(site: Site, files: Map<string, number>): Promise<void> {
  for (const [name, last] of files) {
    const found = Number(await site.guest.must(`node /lab/writer.mjs check ${POOL}/${name}`));
    if (found < last) throw new Error(`${name}: ${String(last)} lines were acknowledged, ${String(found)} are there`);
  }
}

async function make(site: Site): Promise<Map<string, number>> {
  await site.blank("A", "B");
  await site.look();
  await site.disks();
  await site.mustBecomeWhole("A", "B");
  return new Map();
}

async function once(site: Site, run: number): Promise<string> {
  const files = (acknowledged ??= await make(site));
  const random = randomOf(run + 1);
  const afterMs = (): number => Math.floor(random() * 4000);
  await writeUntilKilled(site, files, `lines-${String(run)}`, { afterMs: afterMs() });
  const twice = TWICE.has(run);
  if (twice) {
    await site.look();
    await site.guest.must(`echo ${String(SLOW)} > /proc/sys/dev/raid/speed_limit_max`);
    await site.disks();
    await writeUntilKilled(site, files, `lines-${String(run)}-again`, { afterMs: afterMs(), matching: true });
  }
  const verdicts = await site.look();
  await site.disks();
  await checkLines(site, files);
  await site.mustBecomeWhole("A", "B");
  await site.guest.must("echo 3 > /proc/sys/vm/drop_caches");
  await checkLines(site, files);
  return `${twice ? "twice " : ""}${told(verdicts)}, whole`;
}

/** A mirror that is written to when the power fails. */
export const written = Array.from({ length: RUNS }, (_, run) => ({
  name: `written: run ${String(run + 1)}${TWICE.has(run) ? ", cut off again while it is matched" : ""}`,
  run: (site: Site): Promise<string> => once(site, run).catch((error: unknown) => {
    // The next run does not begin with what this one has left.
    acknowledged = null;
    throw error;
  }),
}));
