import { formatBytes } from "../../messages/plan/numbers.ts";
import { jobProgress } from "../../plan/guestMove.ts";
import { type Move, virsh } from "./move.ts";

const POLL_MS = 1000;

/** Says how far it is, until it is over, and aborts it where it was given up: virsh(1) itself heeds Ctrl-C at a terminal of its own alone. */
export async function watch(move: Move, moved: Promise<unknown>, onTerminal: boolean): Promise<void> {
  const { machine, messages, lang, out } = move;
  let [over, told] = [false, -1];
  const end = moved.then(() => { over = true; });
  for (;;) {
    await Promise.race([end, machine.sleep(POLL_MS)]);
    if (over) break;
    // Again and again: right at the beginning there is no job yet.
    if (move.givenUp()) await virsh(move, "domjobabort");
    const job = jobProgress((await virsh(move, "domjobinfo", "--rawstats")).stdout);
    const percent = job === null ? 0 : Math.floor((100 * job.doneBytes) / job.totalBytes);
    if (job === null || percent <= told || (!onTerminal && percent < told + 10)) continue;
    told = percent;
    const line = messages.progress(percent, formatBytes(job.doneBytes, lang), formatBytes(job.totalBytes, lang));
    await out(onTerminal ? `\r${line}\x1b[K` : `${line}\n`);
  }
  if (onTerminal && told >= 0) await out("\r\x1b[K");
}
