import { clearScript, comingList, THERE } from "../../plan/moveScripts.ts";
import { firstLine, type Move, remote } from "./move.ts";

const TRIES = 12;
const PAUSE_MS = 5000;

/**
 * What came of clearing. `there`: libvirt on the other node knows the guest. `unknown`: it could not be looked whether it does.
 * `left`: it does not, and a file could not be removed.
 */
export type Cleared = { state: "cleared" | "there" } | { state: "unknown" | "left"; why: string };

/** Removes what was begun there, unless libvirt there knows the guest after all. May take minutes. */
export async function clear(move: Move): Promise<Cleared> {
  const script = clearScript(comingList(move.pool.path, move.uuid), move.uuid);
  for (let tries = 1; ; tries += 1) {
    const done = await remote(move, script);
    if (done.code === 0) return { state: "cleared" };
    if (done.code === THERE.stays) return { state: "left", why: firstLine(done) };
    // What broke the move may be over in a moment. And libvirt there may not have ended its half yet.
    if (tries >= TRIES) return done.code === THERE.guest ? { state: "there" } : { state: "unknown", why: firstLine(done) };
    await move.machine.sleep(PAUSE_MS);
  }
}
