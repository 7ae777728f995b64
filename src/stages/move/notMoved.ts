import { clear } from "./clear.ts";
import { definedUuid, filesThere, type Move, type Outcome, virsh, wordOf } from "./move.ts";

/** After a migration that failed: what was begun there goes where the guest is here alone, and it is said in which state it is. `why`: libvirt's word. */
export async function notMoved(move: Move, why: string): Promise<Outcome> {
  const { machine, name, uuid, host, messages, err } = move;
  const files = filesThere(move);
  const stateHere = async (): Promise<string> => (await virsh(move, "domstate")).stdout.trim() || "?";
  if ((await definedUuid(machine, name)) !== uuid) {
    await err(`${messages.unclear(name, host, why, files)}\n`);
    return "unclear";
  }
  const runs = (await stateHere()) === "running";
  if (runs) await err(`${messages.stays(name, why)}\n`);
  const cleared = await clear(move);
  if (cleared.state === "unknown") {
    await err(`${messages.notLooked(name, host, cleared.why, wordOf(move))}\n`);
    return "unclear";
  }
  // Clearing may have taken minutes, in which libvirt has ended its own half.
  const state = runs ? "running" : await stateHere();
  if (cleared.state === "there") {
    await err(`${state === "running" ? messages.onBoth(name, host, files, wordOf(move)) : messages.unclear(name, host, why, files)}\n`);
    return "unclear";
  }
  if (!runs) await err(`${state === "running" ? messages.stays(name, why) : messages.staysAs(name, state, why, `virsh ${state === "paused" ? "resume" : "start"} ${wordOf(move)}`)}\n`);
  if (cleared.state === "left") await err(`${messages.leftOver(host, files, cleared.why)}\n`);
  return "here";
}
