import { crc32, hex8 } from "../cmdline/crc32.ts";
import { ascii, latin1, type Range } from "./file.ts";
import { LOADERS, type Loader } from "./loaders.ts";
import type { Room } from "./room.ts";

/** Where the description lies on the medium, and how long the file is. */
export const DESCRIPTION_PATH = "/RAMVISOR/MEDIUM.TXT";
export const DESCRIPTION_BYTES = 4096;
/** The newest format that this version knows. */
export const FORMAT = 1;

/** Bytes that are the same on every medium of one build, and what they are part of: a file, or `volume` between files. */
export interface Stretch extends Range {
  part: string;
  /** Eight lower-case hex digits. */
  crc32: string;
}

/** What the build writes into the medium about itself. */
export interface Description {
  format: number;
  /** Of the product. */
  version: string;
  /** Of the whole volume. */
  bytes: number;
  /** The places for the line: a file, the place's offset in it, its length, and how it is filled. */
  rooms: Record<Loader, Room & { path: string; at: number }>;
  site: { path: string; bytes: number };
  /** All bytes that no room and no file of the site has, in order. */
  fixed: Stretch[];
}

const HEAD = "RAMVISOR MEDIUM";
/** Of the part that changes, its sum stands in the last line; zero digits before it is known. */
const CHANGING_BYTES = 8;

/**
 * The file's text: a head, one line of JSON, the CRC-32 of both lines with their ends, the CRC-32 of what differs between
 * media (`changing`: the three places and the overlay, one after the other), then blanks. Null where it does not fit.
 */
export function writeDescription(description: Description, changing: number): Uint8Array | null {
  const known = `${HEAD}\n${JSON.stringify(description)}\n`;
  const text = ascii(`${known}${hex8(crc32(ascii(known)))}\n${hex8(changing)}\n`);
  if (text.length > DESCRIPTION_BYTES) return null;
  const file = new Uint8Array(DESCRIPTION_BYTES).fill(0x20);
  file.set(text);
  return file;
}

export type ReadDescription =
  | { kind: "good"; description: Description; /** Where the last sum stands in the file. */ changingAt: number; changing: number }
  | { kind: "newer"; format: number }
  | { kind: "damaged" };

/** Reads the file back. What stands behind the sums has to be as it was written. */
export function readDescription(bytes: Uint8Array): ReadDescription {
  const [head = "", json = "", sum, changing = ""] = latin1(bytes).split("\n");
  const known = `${head}\n${json}\n`;
  if (head !== HEAD || sum !== hex8(crc32(ascii(known)))) return { kind: "damaged" };
  // What the sum proves was written by a build of ours.
  const description = JSON.parse(json) as Description;
  if (description.format !== FORMAT) return description.format > FORMAT ? { kind: "newer", format: description.format } : { kind: "damaged" };
  const value = parseInt(changing, 16);
  const again = /^[0-9a-f]{8}$/.test(changing) ? writeDescription(description, value) : null;
  if (again === null || latin1(again) !== latin1(bytes)) return { kind: "damaged" };
  return { kind: "good", description, changingAt: ascii(known).length + CHANGING_BYTES + 1, changing: value };
}

/** The rooms of a description, in the order in which their sum is made. */
export const roomsInOrder = ({ rooms }: Description): (Description["rooms"][Loader] & { loader: Loader })[] => LOADERS.map((loader) => ({ ...rooms[loader], loader }));
