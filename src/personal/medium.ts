import { crc32 } from "../cmdline/crc32.ts";
import { DESCRIPTION_BYTES, DESCRIPTION_PATH, FORMAT, readDescription, roomsInOrder, type Stretch } from "./description.ts";
import { join, type RandomAccess, type Range } from "./file.ts";
import { findFile, readVolume } from "./iso9660.ts";
import { splitLine } from "./line.ts";
import { shownIn, type Loader } from "./loaders.ts";
import { unpackOverlay, type SiteFiles } from "./overlay.ts";
import type { MediumProblem } from "./problem.ts";
import { lineIn, roomFor, type Room } from "./room.ts";

/** The volume label by which the agent knows the medium that it was started from. */
export const ISO_LABEL = "RAMVISOR";

/** Where on the medium the parts lie that differ between media; offsets in the file. */
export interface Places {
  rooms: (Room & { loader: Loader; at: number })[];
  site: Range;
  /** The sum of all these, 8 hex digits. */
  changing: Range;
  /** Everything else, with its sums. */
  fixed: Stretch[];
}

/** A medium of ours, base or personal, as read. */
export interface Medium {
  /** Of the product that built it. */
  version: string;
  /** Our tokens on the line as written, without `sum.`; empty on a base medium. */
  tokens: string;
  /** What else stands on the line: `quiet pci=nocrs`. */
  extra: string;
  /** The whole line, `sum.` included: what the kernel gets behind `initrd=`. */
  line: string;
  /** Bytes that a line can have on this medium. */
  roomBytes: number;
  site: SiteFiles;
  places: Places;
}

export type Read<T> = { ok: true; medium: T } | { ok: false; problem: MediumProblem };

const bad = (problem: MediumProblem): { ok: false; problem: MediumProblem } => ({ ok: false, problem });
const damaged = (part: string): { ok: false; problem: MediumProblem } => bad({ code: "iso.damaged", args: { part } });
const fileName = (path: string): string => path.slice(path.lastIndexOf("/") + 1).toLowerCase();

/**
 * Recognises a medium of ours and reads what differs between media: some 100 KiB, whatever the file's size. Says that it
 * is damaged only where these are; for the rest see checkMedium. Rejects only where `file` does.
 */
export async function readMedium(file: RandomAccess): Promise<Read<Medium>> {
  const volume = await readVolume(file);
  if (volume === null) return bad({ code: "iso.none" });
  if (volume.label !== ISO_LABEL) return bad({ code: "iso.foreign", args: { label: volume.label } });
  if (file.size < volume.bytes) return bad({ code: "iso.cut", args: { bytes: file.size, expected: volume.bytes } });
  if (file.size > volume.bytes) return bad({ code: "iso.long", args: { bytes: file.size, expected: volume.bytes } });
  const place = await findFile(file, volume, DESCRIPTION_PATH);
  if (place === null) return bad({ code: "iso.old" });
  const read = place.bytes === DESCRIPTION_BYTES ? readDescription(await file.read(place.at, place.bytes)) : { kind: "damaged" as const };
  if (read.kind === "newer") return bad({ code: "iso.newer", args: { format: read.format, known: FORMAT } });
  if (read.kind === "damaged") return damaged(fileName(DESCRIPTION_PATH));
  const { description } = read;
  if (description.bytes !== volume.bytes) return damaged("volume");

  const rooms: Places["rooms"] = [];
  const parts: Uint8Array[] = [];
  const lines: (string | null)[] = [];
  for (const { loader, path, at, bytes, after, padding } of roomsInOrder(description)) {
    const found = await findFile(file, volume, path);
    if (found === null || found.bytes < at + bytes) return damaged(fileName(path));
    const room = { loader, at: found.at + at, bytes, after, padding };
    const content = await file.read(room.at, bytes);
    rooms.push(room);
    parts.push(content);
    lines.push(lineIn(room, content));
  }
  const [line = null] = lines;
  const odd = roomsInOrder(description).findIndex((room, i) => line === null || lines[i] !== shownIn(room.loader, room, line));
  if (line === null || odd !== -1) return damaged(fileName(roomsInOrder(description)[Math.max(odd, 0)]?.path ?? ""));

  const found = await findFile(file, volume, description.site.path);
  if (found?.bytes !== description.site.bytes) return damaged(fileName(description.site.path));
  const image = await file.read(found.at, found.bytes);
  const site = unpackOverlay(image);
  if (site === null || crc32(join([...parts, image])) !== read.changing) return damaged(fileName(description.site.path));

  return {
    ok: true,
    medium: {
      version: description.version,
      ...splitLine(line),
      line,
      roomBytes: Math.min(...rooms.filter(({ loader }) => loader !== "help").map(roomFor)),
      site,
      places: { rooms, site: found, changing: { at: place.at + read.changingAt, bytes: 8 }, fixed: description.fixed },
    },
  };
}
