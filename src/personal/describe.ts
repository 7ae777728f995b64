import { crc32, hex8 } from "../cmdline/crc32.ts";
import { DESCRIPTION_PATH, FORMAT, writeDescription, type Description, type Stretch } from "./description.ts";
import { ascii, join, type RandomAccess, type Range } from "./file.ts";
import { findFile, listFiles, readVolume, type Volume } from "./iso9660.ts";
import { LOADER_FILES, LOADERS, type Loader } from "./loaders.ts";
import type { Patch } from "./personalise.ts";

const SITE_PATH = "/SITE.IMG";
const PIECE_BYTES = 4 * 1024 * 1024;

/**
 * What the build lays over the file named DESCRIPTION_PATH once all else is written: the places, and the sums of all
 * other bytes. @throws Error where the volume lacks one of our files.
 */
export async function describeMedium(file: RandomAccess, version: string): Promise<Patch> {
  const volume = await readVolume(file);
  if (volume === null) throw new Error("no ISO 9660 volume was written");
  const rooms = await Promise.all(LOADERS.map(async (loader) => {
    const { path, before, room } = LOADER_FILES[loader];
    return { loader, path, room, inFile: ascii(before).length, at: (await mustFind(file, volume, path)).at + ascii(before).length };
  }));
  const site = await mustFind(file, volume, SITE_PATH);
  const own = await mustFind(file, volume, DESCRIPTION_PATH);
  const changing = [...rooms.map(({ at, room }): Range => ({ at, bytes: room.bytes })), site, own];
  const files = (await listFiles(file, volume)).filter(({ path }) => path !== SITE_PATH && path !== DESCRIPTION_PATH);
  const fixed: Stretch[] = [];
  for (const stretch of fixedStretches(volume.bytes, changing, files)) fixed.push({ ...stretch, crc32: hex8(await sumOf(file, stretch)) });
  const description: Description = {
    format: FORMAT, version, bytes: volume.bytes,
    rooms: Object.fromEntries(rooms.map(({ loader, path, inFile, room }) => [loader, { path, at: inFile, ...room }])) as Record<Loader, Description["rooms"][Loader]>,
    site: { path: SITE_PATH, bytes: site.bytes },
    fixed,
  };
  let sum = 0;
  for (const part of changing.slice(0, -1)) sum = await sumOf(file, part, sum);
  const bytes = writeDescription(description, sum);
  if (bytes === null || bytes.length !== own.bytes) throw new Error("the medium's description does not fit into its file");
  return { offset: own.at, bytes };
}

async function mustFind(file: RandomAccess, volume: Volume, path: string): Promise<Range> {
  const found = await findFile(file, volume, path);
  if (found === null) throw new Error(`the ISO has no file ${path}`);
  return found;
}

async function sumOf(file: RandomAccess, { at, bytes }: Range, before = 0): Promise<number> {
  let sum = before;
  for (let read = 0; read < bytes; read += PIECE_BYTES) sum = crc32(join([await file.read(at + read, Math.min(PIECE_BYTES, bytes - read))]), sum);
  return sum;
}

/** All of 0 to `total` but `changing`, cut where a file begins or ends, so that a damage can be told by the file's name. */
export function fixedStretches(total: number, changing: readonly Range[], files: readonly (Range & { path: string })[]): (Range & { part: string })[] {
  const ends = (range: Range): number[] => [range.at, range.at + range.bytes];
  const cuts = [...new Set([0, total, ...changing.flatMap(ends), ...files.flatMap(ends)])].filter((at) => at <= total).sort((a, b) => a - b);
  const holds = (range: Range, at: number): boolean => range.at <= at && at < range.at + range.bytes;
  return cuts.slice(0, -1).flatMap((at, i) => {
    if (changing.some((range) => holds(range, at))) return [];
    const path = files.find((range) => holds(range, at))?.path;
    return [{ part: path === undefined ? "volume" : path.slice(path.lastIndexOf("/") + 1).toLowerCase(), at, bytes: (cuts[i + 1] ?? total) - at }];
  });
}
