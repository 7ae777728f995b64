import { join } from "node:path";
import { explain } from "../../apply/explain.ts";
import { storeOf } from "../../apply/guestStore.ts";
import { storedOf } from "../guestPools.ts";
import { guestsStage } from "../guests.ts";
import { withLock } from "../lock.ts";
import type { Move } from "./move.ts";
import type { Place } from "./target.ts";

/** Why not every guest of this node could be kept; null where each was. It is logged and never thrown: another guest's failure is none of a move. */
export async function keepGuests({ machine }: Pick<Move, "machine">): Promise<{ error: unknown } | null> {
  return withLock(machine, () => guestsStage(machine)).then(() => null, (error: unknown) => {
    machine.log.warn({ why: explain(error) }, "not every guest could be kept while one moves");
    return { error };
  });
}

/**
 * On the mirror before anything moves: where this node dies halfway, it does not start what may run on the other one. `own`: the pools that it leads. Gives the
 * sentence of a refusal. @throws Busy, CommandFailed where it could not be noted
 */
export async function noteMoving(move: Move, own: readonly Place[]): Promise<string | null> {
  const { machine, name, uuid, messages } = move;
  const failure = await keepGuests(move);
  const stored = await Promise.all(own.map((place) => storedOf(machine, place, name, uuid)));
  const unmarked = own.find((_, at) => stored[at]?.has("moving") === false);
  if (failure !== null && (unmarked !== undefined || stored.every((one) => one === null))) throw failure.error;
  return unmarked === undefined ? null : messages.notNoted(name, join(storeOf(unmarked.path), name));
}
