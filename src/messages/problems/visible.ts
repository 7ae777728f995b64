/** The most characters of one value that a message shows: a broken quote can make a value of the whole line. */
const LONGEST = 120;

/**
 * A value from the command line as it can stand in a sentence on a console: control characters (an escape sequence
 * would be carried out), marks of writing direction and halves of characters become `?`, what is long is cut with `…`.
 */
export function visible(value: string): string {
  const shown = value.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, "?");
  const letters = [...shown];
  return letters.length <= LONGEST ? shown : `${letters.slice(0, LONGEST).join("")}…`;
}
