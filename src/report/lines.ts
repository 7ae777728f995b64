import type { Advice } from "../messages/plan/index.ts";
import { displayWidth, pad, printable } from "./width.ts";
import { wrap, wrapTyped } from "./wrap.ts";

/** `label   value`, the value wrapped under itself. `column` is where values start. */
export function field(label: string, value: string, column: number, width: number): string[] {
  const head = pad(label, column - 1) + " ";
  const [first = "", ...rest] = wrap(value, { width, indent: Math.max(column, displayWidth(head)), hang: column });
  return [head + first.trimStart(), ...rest];
}

/**
 * A command or token line to type, wrapped between its words and never within one, so that it may stand out beyond the
 * width; where it takes several lines, `note` says that they are one.
 */
export function typed(command: string, note: string, indent: number, width: number): string[] {
  const lines = wrapTyped(command, { width, indent, hang: indent + 2 });
  if (lines.length < 2) return lines;
  const last = lines.pop() ?? "";
  return displayWidth(`${last}  ${note}`) <= width ? [...lines, `${last}  ${note}`] : [...lines, last, " ".repeat(indent + 2) + note];
}

/** A sentence, then its command on lines of its own; another way behind it. */
export function advise({ text, command, or }: Advice, label: string, note: string, indent: number, width: number): string[] {
  const lines = wrap(label === "" ? text : `${label} ${text}`, { width, indent });
  if (command !== null) lines.push(...typed(printable(command), note, indent + 2, width));
  return or === undefined ? lines : [...lines, ...advise(or, "", note, indent, width)];
}

/** The widest of some labels, in columns. */
export function widest(labels: readonly string[]): number {
  return Math.max(0, ...labels.map(displayWidth));
}

/** A line that keeps its inner spacing where it fits; else it is wrapped like a sentence. */
export function whole(line: string, column: number, width: number): string[] {
  return column + displayWidth(line) <= width ? [" ".repeat(column) + line] : wrap(line, { width, indent: column });
}
