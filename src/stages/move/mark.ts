import { join } from "node:path";
import { LIBVIRT, MOVE_LEFT, MOVE_UNCLEAR, MOVING_DIR } from "../../apply/guestStore.ts";
import type { Machine } from "../../apply/machine.ts";
import { startTime, withLock } from "../lock.ts";
import type { Outcome } from "./move.ts";

/** Marks a guest as one that is moving by this process; one whose process is gone is taken over. False: another process moves it. @throws Busy */
export async function beginMove(machine: Pick<Machine, "fs" | "sleep" | "pid">, name: string): Promise<boolean> {
  const { fs, pid } = machine;
  const mark = join(MOVING_DIR, name);
  const own = `${String(pid)} ${(await startTime(fs, String(pid))) ?? "0"}`;
  return withLock(machine, async () => {
    await fs.makeDir(MOVING_DIR, 0o755);
    try {
      await fs.create(mark, own);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const [owner = "", began] = (await fs.readText(mark)).trim().split(" ");
    if (/^\d+$/.test(owner) && (await startTime(fs, owner)) === began) return false;
    await fs.replace(mark, own);
    return true;
  });
}

/**
 * After a move: what is stored here is let go only where the other node is known to have stored it (`there`). Else it may be the only definition left:
 * libvirt's own there lies in RAM. `defined`: libvirt has the guest here all the same, and still nobody knows whether it is not there as well.
 */
export async function endMove({ fs }: Pick<Machine, "fs">, name: string, outcome: Outcome): Promise<"over" | "defined" | "gone"> {
  const mark = join(MOVING_DIR, name);
  if (outcome !== "unclear") {
    await fs.remove(mark);
    return "over";
  }
  const isDefined = await fs.exists(join(LIBVIRT.definitions, `${name}.xml`));
  await fs.replace(mark, isDefined ? MOVE_UNCLEAR : MOVE_LEFT);
  return isDefined ? "defined" : "gone";
}
