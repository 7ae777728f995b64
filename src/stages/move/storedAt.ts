import { join } from "node:path";
import { storeOf } from "../../apply/guestStore.ts";
import type { Machine } from "../../apply/machine.ts";
import type { Place } from "./target.ts";

/** Where a guest's definition lies in the pools of this node; that of the first pool where it lies in none. */
export async function storedAt({ fs }: Pick<Machine, "fs">, name: string, own: readonly Place[]): Promise<string> {
  const places = own.map(({ path }) => join(storeOf(path), name));
  for (const place of places) if (await fs.exists(join(place, "domain.xml"))) return place;
  return places[0] ?? name;
}
