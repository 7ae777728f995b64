import { expect, it } from "vitest";
import { crcOfWords } from "../../../src/cmdline/sum.ts";

// Expected values from zlib.crc32 of Python, which is zlib's own.
it.each([
  [[], "00000000"],
  [["123456789"], "cbf43926"],
  [["gw.192.168.0.2", "lang.de"], "751443c4"],
  [["lang.de", "gw.192.168.0.2"], "cf626ec4"],
  [["host.ä"], "85074531"],
  [["x31"], "001685f0"],
])("%j", (words, crc) => {
  expect(crcOfWords(words)).toBe(crc);
});
