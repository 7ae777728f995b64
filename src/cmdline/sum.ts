import { crc32, hex8 } from "./crc32.ts";

/**
 * The value of `sum.` for the given tokens: CRC-32 as zlib computes it, over the tokens as written, in order,
 * joined by single spaces, in UTF-8; eight lower-case hex digits.
 */
export function crcOfWords(words: readonly string[]): string {
  return hex8(crc32(new TextEncoder().encode(words.join(" "))));
}
