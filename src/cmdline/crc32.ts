/** The polynomial of ISO-HDLC, bits reversed (zlib, RFC 1952, 8). */
const POLYNOMIAL = 0xedb88320;
/** So many bytes are taken at a time ("slicing by 16"): a medium of 100 MB is read in a tenth of a second. */
const SLICES = 16;

/** TABLE[slice * 256 + byte]: what this byte does to the sum when `slice` zero bytes follow it. */
const TABLE = makeTable();

function makeTable(): Int32Array {
  const table = new Int32Array(SLICES * 256);
  for (let byte = 0; byte < 256; byte += 1) {
    let sum = byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? POLYNOMIAL : 0);
    table[byte] = sum;
  }
  for (let at = 256; at < table.length; at += 1) {
    const before = table[at - 256] ?? 0;
    table[at] = (before >>> 8) ^ (table[before & 255] ?? 0);
  }
  return table;
}

/**
 * CRC-32 as zlib computes it, from 0 to 2^32 - 1. `before` is the sum of the bytes in front of these, so that a long file
 * can be read in pieces. Pure, so that it runs in a browser too, and as fast there.
 */
export function crc32(bytes: Uint8Array, before = 0): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let sum = ~before;
  let at = 0;
  for (; at + SLICES <= bytes.length; at += SLICES) {
    sum = word(sum ^ view.getInt32(at, true), 12) ^ word(view.getInt32(at + 4, true), 8)
      ^ word(view.getInt32(at + 8, true), 4) ^ word(view.getInt32(at + 12, true), 0);
  }
  for (; at < bytes.length; at += 1) sum = (sum >>> 8) ^ entry((sum ^ view.getUint8(at)) & 255);
  return ~sum >>> 0;
}

/** What four bytes, the first one lowest, do to the sum when `slice` bytes follow them. */
const word = (four: number, slice: number): number =>
  entry((slice + 3) * 256 + (four & 255)) ^ entry((slice + 2) * 256 + ((four >>> 8) & 255))
  ^ entry((slice + 1) * 256 + ((four >>> 16) & 255)) ^ entry(slice * 256 + (four >>> 24));

/** No index is out of range: the fallback is for the compiler, and costs nothing. */
const entry = (index: number): number => TABLE[index] ?? 0;

/** Eight lower-case hex digits. */
export const hex8 = (sum: number): string => sum.toString(16).padStart(8, "0");
