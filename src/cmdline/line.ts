import type { Finding } from "./finding.ts";
import { crcOfWords } from "./sum.ts";
import { lastOf, type TokenOf } from "./settings.ts";
import type { Tokens } from "./tokens.ts";

/** x86 keeps 2048 bytes with the closing NUL (COMMAND_LINE_SIZE) and cuts the rest off without a word. */
export const LINE_MAX = 2047;

const bytesIn = (text: string): number => new TextEncoder().encode(text).length;

/**
 * Whether the line is whole. `sum.` is compared with our tokens; a line that reaches the kernel's limit may have
 * been cut there, unless `sum.` is right and all our words lie before the limit.
 */
export function checkWhole(text: string, sums: readonly TokenOf<"sum">[], { words, end }: Pick<Tokens, "words" | "end">): Finding[] {
  const found = crcOfWords(words);
  const { last, findings } = lastOf(sums, (a, b) => a.crc === b.crc);
  if (last !== null && last.crc !== found) findings.push({ complaint: { code: "token.sum.wrong", args: { expected: last.crc, found } }, word: last, kind: "sum", leftOut: null });
  // /proc/cmdline ends in a line feed that the boot loader did not give.
  const bytes = bytesIn(text.replace(/\n$/, ""));
  const proved = last?.crc === found && bytesIn(text.slice(0, end)) <= LINE_MAX;
  if (bytes >= LINE_MAX && !proved) findings.push({ complaint: { code: "line.long", args: { bytes: String(bytes) } }, word: null, kind: null, leftOut: null });
  return findings;
}
