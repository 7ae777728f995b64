import { latin1, type RandomAccess, type Range } from "./file.ts";

/** ECMA-119: the volume descriptors begin at sector 16. */
export const SECTOR = 2048;
const FIRST_DESCRIPTOR = 16;
const PRIMARY = 1;
const TERMINATOR = 255;
/** More than any descriptor set or directory of ours: what is longer is not ours, and may be a loop. */
const MOST_DESCRIPTORS = 16;
const MOST_DIRECTORY_BYTES = 64 * 1024;
const MOST_DEPTH = 8;

export interface Volume {
  label: string;
  /** Of the whole volume. */
  bytes: number;
  root: Range;
}

/** One entry of a directory; `path` in the primary volume's names, as in `/ISOLINUX/ISOLINUX.CFG`. */
export interface IsoEntry extends Range {
  path: string;
  directory: boolean;
}

const both = (bytes: Uint8Array, at: number): number => new DataView(bytes.buffer, bytes.byteOffset).getUint32(at, true);

/** The primary volume (ECMA-119, 8.4); null where the file has none. */
export async function readVolume(file: RandomAccess): Promise<Volume | null> {
  for (let sector = FIRST_DESCRIPTOR; sector < FIRST_DESCRIPTOR + MOST_DESCRIPTORS; sector += 1) {
    const bytes = await file.read(sector * SECTOR, SECTOR);
    if (bytes.length < SECTOR || latin1(bytes.subarray(1, 6)) !== "CD001" || bytes[0] === TERMINATOR) return null;
    if (bytes[0] !== PRIMARY) continue;
    return { label: latin1(bytes.subarray(40, 72)).trimEnd(), bytes: both(bytes, 80) * SECTOR, root: { at: both(bytes, 158) * SECTOR, bytes: both(bytes, 166) } };
  }
  return null;
}

/** The entries of one directory, but for itself and its parent (ECMA-119, 9.1); null where it is malformed. */
async function readDirectory(file: RandomAccess, directory: Range, path: string): Promise<IsoEntry[] | null> {
  if (directory.bytes > MOST_DIRECTORY_BYTES) return null;
  const bytes = await file.read(directory.at, directory.bytes);
  if (bytes.length < directory.bytes) return null;
  const entries: IsoEntry[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = bytes[at] ?? 0;
    // No record crosses a sector's end: the rest of one is zero.
    if (length === 0) {
      at = (Math.floor(at / SECTOR) + 1) * SECTOR;
      continue;
    }
    const nameLength = bytes[at + 32] ?? 0;
    if (length < 33 + nameLength || at + length > bytes.length) return null;
    const name = latin1(bytes.subarray(at + 33, at + 33 + nameLength));
    const place = { at: both(bytes, at + 2) * SECTOR, bytes: both(bytes, at + 10) };
    if (name !== "\0" && name !== "\x01") entries.push({ ...place, path: `${path}/${name.replace(/\.?;\d+$/, "")}`, directory: ((bytes[at + 25] ?? 0) & 2) !== 0 });
    at += length;
  }
  return entries;
}

/** The file with this path in the primary volume's names; null where there is none. */
export async function findFile(file: RandomAccess, volume: Volume, path: string): Promise<Range | null> {
  let here: IsoEntry = { ...volume.root, path: "", directory: true };
  for (const name of path.split("/").slice(1)) {
    const entries = here.directory ? await readDirectory(file, here, here.path) : null;
    const next = entries?.find((entry) => entry.path === `${here.path}/${name}`);
    if (next === undefined) return null;
    here = next;
  }
  return here.directory ? null : { at: here.at, bytes: here.bytes };
}

/** Every file of the volume, in the order in which their bytes lie. @throws Error where a directory is malformed. */
export async function listFiles(file: RandomAccess, volume: Volume): Promise<IsoEntry[]> {
  const walk = async (directory: Range, path: string, depth: number): Promise<IsoEntry[]> => {
    const entries = depth > MOST_DEPTH ? null : await readDirectory(file, directory, path);
    if (entries === null) throw new Error(`the directory ${path}/ of the ISO is malformed`);
    const below = await Promise.all(entries.map(async (entry) => (entry.directory ? walk(entry, entry.path, depth + 1) : [entry])));
    return below.flat();
  };
  return (await walk(volume.root, "", 1)).sort((a, b) => a.at - b.at);
}
