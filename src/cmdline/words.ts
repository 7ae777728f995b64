import type { Span } from "../model/token.ts";

/** One word of the command line as the kernel cuts it. */
export interface Word {
  /** The word with an opening and a closing quote taken off; quotes inside stay, as the kernel leaves them. */
  text: string;
  /** The word as it stands in the line, quotes included. */
  raw: string;
  /** Place of `raw` in the line. */
  span: Span;
  /** True where a quote is opened and never closed: the kernel then takes the rest of the line as one word. */
  unbalanced: boolean;
}

/** ASCII white space, as the kernel's isspace() has it. Its 0xA0 is left out: in UTF-8 that is half a letter. */
const SPACE = /[ \t\n\v\f\r]/;

/**
 * Cuts a command line into words as the kernel's next_arg() does (lib/cmdline.c): a double quote anywhere
 * switches quoting on or off, white space outside quotes ends a word, there is no escape character.
 * Unlike parse_args() it goes on after `--`: a token of ours is never passed over because of where it stands.
 */
export function splitWords(line: string): Word[] {
  const words: Word[] = [];
  let at = 0;
  while (at < line.length) {
    if (SPACE.test(line.charAt(at))) {
      at += 1;
      continue;
    }
    const start = at;
    let quoted = false;
    for (; at < line.length && (quoted || !SPACE.test(line.charAt(at))); at += 1) {
      if (line.charAt(at) === '"') quoted = !quoted;
    }
    const raw = line.slice(start, at);
    words.push({ raw, text: unquote(raw), span: { start, end: at }, unbalanced: quoted });
  }
  return words;
}

/** next_arg() takes a closing quote off only where the word also began with one. */
function unquote(raw: string): string {
  if (!raw.startsWith('"')) return raw;
  const open = raw.slice(1);
  return open.endsWith('"') ? open.slice(0, -1) : open;
}

/** The word so that it can stand in a line again: without its quotes where it is the same word without them. */
export function asWritten(word: Word): string {
  const [only, ...more] = splitWords(word.text);
  return only?.text === word.text && more.length === 0 ? word.text : word.raw;
}
