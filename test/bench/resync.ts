import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureImage } from "../../src/medium/index.ts";
import { DISK_OPTIONS } from "../../src/render/drbd.ts";
import { Lab } from "../pair/lab/node.ts";
import { formed, told, writeOn } from "../pair/scenario.ts";
import { median } from "./statistics.ts";

const MIB = 1_048_576;
const SIZE = 384 * MIB;
/** A copy that is held back is not waited for. */
const LONGEST_MS = 60_000;
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** DRBD's own (drbd.conf-8.4(5)), and ours. */
const SETTINGS = {
  "DRBD's own": "--resync-rate=250k --c-plan-ahead=20 --c-fill-target=100s --c-max-rate=100M --c-min-rate=250k",
  ours: Object.entries(DISK_OPTIONS).map(([name, value]) => `--${name}=${value}`).join(" "),
};
type Name = keyof typeof SETTINGS;

interface Copy {
  /** What was copied, MiB a second. */
  rate: number;
  /** Lines a second that the guest's program was acknowledged meanwhile. */
  lines: number;
}

/** The second node's side is declared worthless and copied anew, for a minute at most. */
async function copy(lab: Lab, name: Name): Promise<Copy> {
  for (const index of [0, 1]) await lab.guest(index).must(`drbdsetup disk-options 0 ${SETTINGS[name]}`);
  const missing = async (): Promise<number> => Number(/oos:(\d+)/.exec(await lab.guest(1).must("cat /proc/drbd"))?.[1] ?? Number.NaN) / 1024;
  await lab.guest(1).must("drbdadm invalidate r0");
  const [began, before, from] = [performance.now(), await missing(), told(lab.guest(0))];
  let left = before;
  do {
    await pause(1000);
    left = await missing();
  } while (left > 0 && performance.now() - began < LONGEST_MS);
  const seconds = (performance.now() - began) / 1000;
  const done = { rate: (before - left) / seconds, lines: (told(lab.guest(0)) - from) / seconds };
  // What is left is copied before the next one begins.
  for (const index of [0, 1]) await lab.guest(index).must("drbdsetup disk-options 0 --c-min-rate=0 --c-plan-ahead=0 --resync-rate=1G");
  await lab.untilShell(1, "grep -q 'ds:UpToDate/UpToDate' /proc/drbd");
  return done;
}

/** `npm run bench:resync [-- RUNS]`: so many times (default 3) each setting in turn, while a guest's program writes and while nothing does. */
const runs = Number(process.argv[2] ?? 3);
if (!Number.isInteger(runs) || runs < 1) throw new Error("the number of runs is a whole number from 1");
await ensureImage({ say });
const dir = await mkdtemp(join(tmpdir(), "ramvisor-resync-"));
const lab = await Lab.open(dir, 2);
try {
  await lab.addDisk(0, "A0", SIZE);
  await lab.addDisk(1, "B0", SIZE);
  await Promise.all([lab.start(0), lab.start(1)]);
  await formed(lab);
  for (const index of [0, 1]) await lab.guest(index).must("pkill -f 'ramvisor.cjs stage pai[r]' || true");
  for (const busy of [false, true]) {
    if (busy) await writeOn(lab, 0);
    const all: Record<Name, Copy[]> = { "DRBD's own": [], ours: [] };
    for (let run = 1; run <= runs; run += 1) {
      for (const name of Object.keys(SETTINGS) as Name[]) {
        const one = await copy(lab, name);
        all[name].push(one);
        say(`${String(run)}. ${busy ? "a guest writes" : "nothing writes"}, ${name}: ${one.rate.toFixed(2)} MiB/s${busy ? `, ${one.lines.toFixed(1)} lines/s` : ""}`);
      }
    }
    for (const name of Object.keys(SETTINGS) as Name[]) {
      say(`medians, ${busy ? "a guest writes" : "nothing writes"}, ${name}: ${median(all[name].map(({ rate }) => rate)).toFixed(2)} MiB/s${busy ? `, ${median(all[name].map(({ lines }) => lines)).toFixed(1)} lines/s` : ""}`);
    }
  }
} finally {
  await lab.close();
  await rm(dir, { recursive: true, force: true });
}
