import { ascii, latin1 } from "./file.ts";

/** How what is left of a place is filled, so that no loader minds it. */
export type Padding =
  /** Lines that begin with `#`: both isolinux.cfg and grub.cfg skip them. */
  | "comment"
  /** isolinux' DISPLAY ends at Ctrl-Z (26), as DOS did: nothing behind it is shown. */
  | "eof";

/** A place of fixed length in one of the loaders' files: the line, what has to follow it, and padding. */
export interface Room {
  /** Bytes, all of it. */
  bytes: number;
  /** What follows the line; begins with a line's end. */
  after: string;
  padding: Padding;
}

/** Short enough for every editor and loader (isolinux reads lines of at most 4095 bytes). */
const COMMENT_BYTES = 64;

/** How long a line may be, in bytes. */
export function roomFor({ bytes, after, padding }: Room): number {
  return bytes - ascii(after).length - (padding === "eof" ? 1 : 0);
}

/** The place's new content, of its length. @throws RangeError where the line is longer than roomFor(): ask first. */
export function fill(room: Room, line: string): Uint8Array {
  const head = ascii(line + room.after + (room.padding === "eof" ? "\x1a" : ""));
  if (head.length > room.bytes) throw new RangeError("the line is longer than its place");
  const filled = new Uint8Array(room.bytes).fill(0x20);
  filled.set(head);
  if (room.padding === "comment") {
    for (let at = head.length; at < room.bytes; at += COMMENT_BYTES) {
      const end = Math.min(at + COMMENT_BYTES, room.bytes);
      filled.fill(0x23, at, end - 1);
      filled[end - 1] = 0x0a;
    }
  }
  return filled;
}

/** The line that a place holds; null where the place is not as fill() leaves it. */
export function lineIn(room: Room, bytes: Uint8Array): string | null {
  const text = latin1(bytes);
  const end = text.indexOf(room.after);
  if (bytes.length !== room.bytes || end === -1) return null;
  const line = text.slice(0, end);
  return /^[ -~]*$/.test(line) && latin1(fill(room, line)) === text ? line : null;
}
