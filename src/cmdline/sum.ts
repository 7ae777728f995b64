import { crc32 } from "node:zlib";

/**
 * The value of `sum.` for the given tokens: CRC-32 as zlib computes it, over the tokens as written, in order,
 * joined by single spaces, in UTF-8; eight lower-case hex digits.
 */
export function crcOfWords(words: readonly string[]): string {
  return crc32(words.join(" ")).toString(16).padStart(8, "0");
}
