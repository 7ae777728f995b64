import { ascii, join, latin1 } from "./file.ts";

/** One member of an archive; directories have no content. */
export interface CpioEntry {
  name: string;
  /** File type and permission bits, as in stat(2): 0o100600, 0o040755. */
  mode: number;
  content?: Uint8Array;
}

const MAGIC = "070701";
const TRAILER = "TRAILER!!!";
/** Magic and 13 fields of 8 hex digits. */
const HEADER_BYTES = 110;

const padding = (length: number, to: number): Uint8Array => new Uint8Array((to - (length % to)) % to);

function header(entry: CpioEntry, inode: number): Uint8Array {
  const name = ascii(`${entry.name}\0`);
  const fields = [inode, entry.mode, 0, 0, 1, 0, entry.content?.length ?? 0, 0, 0, 0, 0, name.length, 0];
  const head = join([ascii(MAGIC + fields.map((field) => field.toString(16).padStart(8, "0")).join("")), name]);
  return join([head, padding(head.length, 4)]);
}

/**
 * A cpio archive in the `newc` format that the kernel unpacks (Documentation/driver-api/early-userspace/buffer-format.rst):
 * owner 0:0, time 0, so that equal contents give equal bytes. Padded with zeroes to a multiple of `align` bytes.
 */
export function cpio(entries: readonly CpioEntry[], align = 512): Uint8Array {
  const parts = entries.flatMap((entry, index) => {
    const content = entry.content ?? new Uint8Array(0);
    return [header(entry, index + 1), content, padding(content.length, 4)];
  });
  const end = header({ name: TRAILER, mode: 0 }, 0);
  const length = parts.reduce((sum, part) => sum + part.length, end.length);
  return join([...parts, end, padding(length, align)]);
}

/** The members of a `newc` archive up to its trailer; null where it is none, or is cut off. All zero is an empty one. */
export function readCpio(archive: Uint8Array): CpioEntry[] | null {
  if (archive.every((byte) => byte === 0)) return [];
  const entries: CpioEntry[] = [];
  for (let at = 0; at + HEADER_BYTES <= archive.length; ) {
    const head = latin1(archive.subarray(at, at + HEADER_BYTES));
    if (!/^070701[0-9a-f]{104}$/i.test(head)) return null;
    const field = (index: number): number => parseInt(head.slice(6 + index * 8, 14 + index * 8), 16);
    const [mode, size, nameSize] = [field(1), field(6), field(11)];
    const name = latin1(archive.subarray(at + HEADER_BYTES, at + HEADER_BYTES + nameSize - 1));
    if (name === TRAILER) return entries;
    const start = aligned(at + HEADER_BYTES + nameSize);
    if (start + size > archive.length) return null;
    entries.push({ name, mode, content: archive.slice(start, start + size) });
    at = aligned(start + size);
  }
  return null;
}

const aligned = (at: number): number => Math.ceil(at / 4) * 4;
