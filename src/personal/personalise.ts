import { crc32, hex8 } from "../cmdline/crc32.ts";
import { ascii, join, type RandomAccess } from "./file.ts";
import { composeLine } from "./line.ts";
import { shownIn } from "./loaders.ts";
import type { Medium } from "./medium.ts";
import { packOverlay, siteArchive, type SiteFiles } from "./overlay.ts";
import type { MediumProblem } from "./problem.ts";
import { fill } from "./room.ts";

/** What a personal medium holds: the whole line's words and the whole overlay, nothing is kept of before. */
export interface Change {
  tokens: string;
  extra: string;
  site: SiteFiles;
}

/** Bytes that replace as many at an offset of the file. */
export interface Patch {
  offset: number;
  bytes: Uint8Array;
}

/**
 * The patches that make a medium personal; laid over the file they leave its length as it is. A line with errors in our
 * tokens is written as well: whether to is the caller's to decide, by composeLine's problems.
 */
export function personalise({ places, roomBytes }: Medium, change: Change): { patches: Patch[] } | { problem: MediumProblem } {
  const { line, refusal } = composeLine({ ...change, room: roomBytes });
  if (refusal !== null) return { problem: refusal };
  const image = packOverlay(change.site);
  if (image === null) return { problem: { code: "site.room", args: { bytes: siteArchive(change.site).length, room: places.site.bytes } } };
  const rooms = places.rooms.map((room): Patch => ({ offset: room.at, bytes: fill(room, shownIn(room.loader, room, line)) }));
  const sum = hex8(crc32(join([...rooms.map(({ bytes }) => bytes), image])));
  return { patches: [...rooms, { offset: places.site.at, bytes: image }, { offset: places.changing.at, bytes: ascii(sum) }] };
}

/** A file as it is with the patches laid over it. */
export function patched(file: RandomAccess, patches: readonly Patch[]): RandomAccess {
  return {
    size: file.size,
    read: async (offset, length) => {
      const bytes = (await file.read(offset, length)).slice();
      for (const patch of patches) {
        const [from, to] = [Math.max(offset, patch.offset), Math.min(offset + bytes.length, patch.offset + patch.bytes.length)];
        if (from < to) bytes.set(patch.bytes.subarray(from - patch.offset, to - patch.offset), from - offset);
      }
      return bytes;
    },
  };
}
