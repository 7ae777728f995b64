import { hostDisks, type Disks, type OpenDisk } from "../../../src/apply/blockDevice.ts";
import { run } from "../../../src/ports/run.ts";
import type { Place } from "./bed.ts";
import type { Course, Moment } from "./moment.ts";
import { applyTo, lookAt, planOf } from "./start.ts";

/** What the child is told, as JSON in its first argument. `intoMs`: when to end it after the call has begun. */
export interface Order {
  place: Place;
  moment: Moment | null;
  intoMs: number;
}

const { place, moment, intoMs } = JSON.parse(process.argv[2] ?? "{}") as Order;
const counts = new Map<string, number>();
const calls: Course["calls"] = [];

/** As the power goes: this process and every program that it has started, in one call, none of them asked. */
const die = (): void => void process.kill(-process.pid, "SIGKILL");

async function during<T>(kind: string, work: () => Promise<T>): Promise<T> {
  const count = (counts.get(kind) ?? 0) + 1;
  counts.set(kind, count);
  const call = `${kind}#${String(count)}`;
  const here = moment !== null && moment.at !== "time" && moment.call === call ? moment.at : null;
  if (here === "before") die();
  const started = performance.now();
  const working = work();
  // The program runs already: execa starts it before it returns.
  if (here === "into" && intoMs < 1) die();
  else if (here === "into") setTimeout(die, intoMs);
  const result = await working;
  if (here !== null) die();
  calls.push({ call, ms: performance.now() - started });
  return result;
}

const watched = (disk: OpenDisk): OpenDisk => ({
  read: (offset, length) => disk.read(offset, length),
  write: (offset, bytes) => during("write", () => disk.write(offset, bytes)),
  sync: () => during("sync", () => disk.sync()),
  close: () => during("close", () => disk.close()),
});
const disks: Disks = {
  isBlockDevice: (path) => hostDisks.isBlockDevice(path),
  open: async (path, how) => watched(await during("open", () => hostDisks.open(path, how))),
};

const plan = planOf(await lookAt(place));
process.stdout.write("begin\n");
const begin = performance.now();
const outcomes = await applyTo(place, plan, { disks, run: (program, args, options) => during(program, () => run(program, args, options)) });
process.stdout.write(`${JSON.stringify({ outcomes, course: { calls, ms: performance.now() - begin } satisfies Course })}\n`);
