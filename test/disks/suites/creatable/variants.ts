import { MIB, put, tool } from "../../look.ts";
import { attached } from "../../attach.ts";
import { nameOf, type Kind } from "./kind.ts";
import { LEFTOVERS } from "./leftovers.ts";

/** One disk: how it is made on a sparse file, and the blocks it is then shown with. */
export interface Variant {
  name: string;
  sizeBytes: number;
  blockBytes: number;
  make(file: string, dir: string): Promise<void>;
  /** Where its data must lie, where that is known. */
  where?: string;
}

const START = MIB;

/** Every disk that is made of one kind. `index`: its place in the list, so that which leftovers it gets is the same in every run. */
export function variantsOf(kind: Kind, index: number): Variant[] {
  const name = nameOf(kind);
  const sizeBytes = (kind.sizeMiB ?? 512) * MIB;
  const disk = { sizeBytes, blockBytes: 512 };
  const make = (blockBytes = 512, losetupArgs: string[] = []) => async (file: string, dir: string): Promise<void> =>
    attached(file, ["--sector-size", String(blockBytes), ...losetupArgs], async (path) => void (await kind.make({ path, dir, sizeBytes, blockBytes })));
  const variants: Variant[] = [{ ...disk, name: `${name}, as made`, where: kind.where, make: make() }];
  if (kind.only512 === undefined) variants.push({ ...disk, blockBytes: 4096, name: `${name}, on blocks of 4096 bytes`, make: make(4096) });

  const has = (place: string): boolean => kind.where.includes(place);
  if (has("h") && (has("e") || has("t") || kind.known !== undefined)) {
    variants.push({ ...disk, name: `${name}, its first MiB wiped`, make: async (file, dir) => { await make()(file, dir); await zero(file, 0, MIB); } });
  }
  if (has("t") && (has("e") || has("m"))) {
    variants.push({ ...disk, name: `${name}, only its last MiB left`, where: "t", make: async (file, dir) => { await make()(file, dir); await zero(file, 0, sizeBytes - MIB); } });
  }
  if (kind.wholeOnly !== undefined) return variants;

  for (const turn of [0, 1]) {
    const leftover = LEFTOVERS[(index + turn * 2) % LEFTOVERS.length];
    if (leftover === undefined) continue;
    variants.push({ ...disk, name: `${name}, with ${leftover.name} left over`, make: async (file, dir) => {
      await make()(file, dir);
      const { offset, bytes } = leftover.at(sizeBytes);
      await put(file, offset, bytes);
    } });
  }

  // A partition of the kind's usual size, so that its tool does the same as on a whole disk.
  const label = index % 2 === 0 ? "gpt" : "dos";
  const room = { ...disk, sizeBytes: sizeBytes + 2 * START };
  const inPartition = async (file: string, dir: string): Promise<void> => {
    await tool("sh", "-c", `printf 'label: ${label}\\n${String(START / 512)} ${String(sizeBytes / 512)} L -\\n' | sfdisk -q "$0"`, file);
    await make(512, ["--offset", String(START), "--sizelimit", String(sizeBytes)])(file, dir);
  };
  variants.push({ ...room, name: `${name}, in a partition (${label})`, make: inPartition });
  if (has("h") || has("e") || has("t")) {
    variants.push({ ...room, name: `${name}, in a partition (${label}) whose table is wiped`, make: async (file, dir) => {
      await inPartition(file, dir);
      await zero(file, 0, START);
      await zero(file, room.sizeBytes - START, START);
    } });
  }
  return variants;
}

const zero = (file: string, offset: number, length: number): Promise<unknown> =>
  tool("fallocate", "--punch-hole", "--offset", String(offset), "--length", String(length), file);
