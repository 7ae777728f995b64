import { join } from "node:path";
import { LIBVIRT, storeOf } from "../../apply/guestStore.ts";
import { comingList, settleScript, THERE } from "../../plan/moveScripts.ts";
import { definedUuid, firstLine, type Move, type Outcome, ownFirmware, remote, storedThere } from "./move.ts";

/** It runs there: its definition is on the resource that holds its disks before anything here goes. */
export async function settle(move: Move): Promise<Outcome> {
  const { machine, name, uuid, host, pool, disks, variables, messages, out, err } = move;
  const { fs } = machine;
  const stored = storedThere(move);
  const kept = await remote(move, settleScript({ list: comingList(pool.path, uuid), uuid, stored, autostart: await wasAutostart(move) }));
  await out(`${messages.moved(name, host, pool.name)}\n`);
  if (kept.code !== 0) {
    // Its log comes before the word that it ended with.
    const word = /^ramvisor: (.*)$/m.exec(kept.stderr)?.[1];
    await err(`${messages.afterwards(kept.code === THERE.notStored ? `${messages.notStored(host, stored)}${word === undefined ? "" : ` (${word})`}` : firstLine(kept))}\n`);
    return "unclear";
  }
  for (const { from } of [...disks, ...ownFirmware(move)]) await fs.remove(from);
  // Old ones would win over those that it comes back with. Unless somebody has defined a guest of this name here meanwhile.
  if (variables !== null && (await definedUuid(machine, name)) === null) await fs.remove(join(LIBVIRT.nvram, variables));
  return "there";
}

/** libvirt has taken the link away with the definition; the store still has the flag. */
async function wasAutostart({ machine: { fs }, name, disks }: Move): Promise<boolean> {
  if (await fs.readLink(join(LIBVIRT.autostart, `${name}.xml`)).then(() => true, () => false)) return true;
  const homes = new Set(disks.map(({ from }) => /^(\/var\/lib\/ramvisor\/pools\/[^/]+)\//.exec(from)?.[1] ?? ""));
  for (const home of homes) if (home !== "" && (await fs.exists(join(storeOf(home), name, "autostart")))) return true;
  return false;
}
