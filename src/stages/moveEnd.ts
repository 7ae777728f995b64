import { join } from "node:path";
import { LIBVIRT, MOVE_LEFT, MOVING_DIR, storeOf } from "../apply/guestStore.ts";
import type { Machine } from "../apply/machine.ts";
import type { Place } from "./moveTarget.ts";

/**
 * After a move: what is stored here is let go only where the other node is known to have stored it (`confirmed`), or where libvirt
 * has the guest here. Else it may be the only definition left: libvirt's own there lies in RAM. True where the move is over.
 */
export async function endMove({ fs }: Pick<Machine, "fs">, name: string, confirmed: boolean): Promise<boolean> {
  const moving = join(MOVING_DIR, name);
  const over = confirmed || (await fs.exists(join(LIBVIRT.definitions, `${name}.xml`)));
  await (over ? fs.remove(moving) : fs.replace(moving, MOVE_LEFT));
  return over;
}

/** Where a guest's definition lies in the pools of this node; that of the first pool where it lies in none. */
export async function storedAt({ fs }: Pick<Machine, "fs">, name: string, own: readonly Place[]): Promise<string> {
  const places = own.map(({ path }) => join(storeOf(path), name));
  for (const place of places) if (await fs.exists(join(place, "domain.xml"))) return place;
  return places[0] ?? name;
}
