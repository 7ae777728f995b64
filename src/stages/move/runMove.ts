import { dirname, join } from "node:path";
import { MOVING_DIR } from "../../apply/guestStore.ts";
import { movedXml } from "../../plan/guestMove.ts";
import { LOCAL_VIRSH } from "../../status/libvirt.ts";
import { beginMove, endMove } from "./mark.ts";
import { firstLine, type Move, type Outcome, wordOf } from "./move.ts";
import { keepGuests, noteMoving } from "./noteMoving.ts";
import { notMoved } from "./notMoved.ts";
import { prepare } from "./prepare.ts";
import { settle } from "./settle.ts";
import { storedAt } from "./storedAt.ts";
import type { Place } from "./target.ts";
import { watch } from "./watch.ts";

/** A move takes as long as its disks are large. */
const MOVE_LIMIT_MS = 7 * 24 * 3_600_000;

/** `live` and `kept`: what libvirt has of the guest now, and for its next start. */
interface Definitions {
  live: string;
  kept: string;
}

/** Moves a guest that nothing holds here, unless another process does. `own`: the pools that this node leads. @throws Busy, CommandFailed; then too it is noted where the guest is. */
export async function runMove(move: Move, { own, onTerminal, ...definitions }: Definitions & { own: Place[]; onTerminal: boolean }): Promise<Outcome> {
  const { machine, name, host, pool, keptAt, messages, err } = move;
  if (!(await beginMove(machine, name))) {
    await err(`${messages.movesAlready(name)}\n`);
    return "here";
  }
  // An error that nobody foresaw says where the guest is as long as libvirt was not told to move it.
  let outcome: Outcome = "here";
  try {
    const refusal = await noteMoving(move, own);
    if (refusal !== null) {
      await err(`${refusal}\n`);
      return outcome;
    }
    outcome = await carry(move, definitions, onTerminal, () => { outcome = "unclear"; });
    return outcome;
  } finally {
    const end = await endMove(machine, name, outcome);
    if (end === "over") await machine.fs.remove(keptAt);
    else if (end === "gone") await err(`${messages.kept(name, host, { dir: await storedAt(machine, name, own), pool: pool.name, moved: keptAt, word: wordOf(move) })}\n`);
    // What came of the move stays true where it cannot be noted here: that is tried again every few minutes.
    await keepGuests(move);
  }
}

/** `begins` is called right before libvirt is told to move the guest: until then it is here, whatever happens. */
async function carry(move: Move, { live, kept }: Definitions, onTerminal: boolean, begins: () => void): Promise<Outcome> {
  const { machine, name, uuid, host, pool, disks, firmware, messages, out, err } = move;
  const { fs, run } = machine;
  const refusal = await prepare(move);
  if (refusal !== null) {
    await err(`${refusal}\n`);
    return "here";
  }
  if (move.givenUp()) return notMoved(move, "Ctrl-C");
  await out(`${messages.begins(name, host, pool.name)}\n`);
  const files = { live: join(MOVING_DIR, `.${name}-live.xml`), kept: move.keptAt };
  await fs.replace(files.live, movedXml(live, disks, firmware), { mode: 0o600 });
  await fs.makeDir(dirname(files.kept), 0o700);
  await fs.replace(files.kept, movedXml(kept, disks, firmware), { mode: 0o600, durable: true });
  const ip = move.address.includes(":") ? `[${move.address}]` : move.address;
  begins();
  const moved = run("virsh", [
    ...LOCAL_VIRSH, "migrate", "--live", "--persistent", "--undefinesource", ...(disks.length === 0 ? [] : ["--copy-storage-all"]), "--auto-converge", "--abort-on-error",
    "--xml", files.live, "--persistent-xml", files.kept, "--domain", uuid, "--desturi", `qemu+ssh://root@${ip}/system`, "--migrateuri", `tcp://${ip}`,
  ], { timeoutMs: MOVE_LIMIT_MS });
  await watch(move, moved, onTerminal);
  const result = await moved;
  await fs.remove(files.live);
  return result.code === 0 ? settle(move) : notMoved(move, firstLine(result));
}
