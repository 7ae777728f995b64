import { charWidth, displayWidth, printable } from "./width.ts";

/** Cuts a word that is wider than a line into pieces that fit. */
function pieces(word: string, columns: number): string[] {
  const out: string[] = [];
  let piece = "";
  let width = 0;
  for (const char of word) {
    const next = charWidth(char);
    if (width + next > columns && piece !== "") {
      out.push(piece);
      piece = "";
      width = 0;
    }
    piece += char;
    width += next;
  }
  if (piece !== "") out.push(piece);
  return out;
}

export interface WrapOptions {
  width: number;
  /** Columns before the first line's text; the caller may have filled them already. */
  indent?: number;
  /** Columns before the other lines' text. */
  hang?: number;
}

/** Lines of words parted by single spaces, indents included, none wider than `width` columns: a word that is wider is cut. */
export function wrap(text: string, { width, indent = 0, hang = indent }: WrapOptions): string[] {
  return fill(text, width, indent, hang, true);
}

/** As wrap, but never cuts a word: for what a person types. Such a word may stand out beyond the width. */
export function wrapTyped(text: string, { width, indent = 0, hang = indent }: WrapOptions): string[] {
  return fill(text, width, indent, hang, false);
}

function fill(text: string, width: number, indent: number, hang: number, cut: boolean): string[] {
  const room = Math.max(2, width - Math.max(indent, hang));
  const words = printable(text).split(" ").filter((word) => word !== "").flatMap((word) => (cut && displayWidth(word) > room ? pieces(word, room) : [word]));
  const lines: string[] = [];
  let line = " ".repeat(indent);
  let used = indent;
  let empty = true;
  for (const word of words) {
    const columns = displayWidth(word);
    if (!empty && used + 1 + columns > width) {
      lines.push(line);
      line = " ".repeat(hang);
      used = hang;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    used += columns + (empty ? 0 : 1);
    empty = false;
  }
  if (!empty) lines.push(line);
  return lines;
}
