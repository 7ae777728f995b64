import { crcOfWords, parseCmdline } from "../cmdline/index.ts";
import { splitToken } from "../cmdline/kinds.ts";
import type { Problem } from "../model/problem.ts";
import type { Site } from "../model/site.ts";
import { ascii } from "./file.ts";
import { LINE_BYTES } from "./loaders.ts";
import type { LineRefusal } from "./problem.ts";

/**
 * What GRUB's scripts read as their own (quotes, `; { } $ # \ | & < >`, GRUB manual, "Quoting"), wildcards, the kernel's
 * quote, and what is not printable ASCII.
 */
const FORBIDDEN = /[^!-~]|["'`;{}$#\\|&<>*?]/u;

/** A line, put together and looked at. */
export interface ComposedLine {
  /** `sum.`, our tokens, the rest; single spaces between. */
  line: string;
  /** Its length, and the most that it can have. */
  bytes: number;
  room: number;
  /** What the agent makes of it. */
  site: Site;
  /** What the agent's own parser finds wrong, places as in `line`. */
  problems: Problem[];
  /** Why this line cannot be written onto a medium; null where it can. */
  refusal: LineRefusal | null;
}

const words = (text: string): string[] => text.split(/[ \t\n\v\f\r]+/).filter((word) => word !== "");
const kindOf = (word: string): string | null => splitToken(word)?.kind ?? null;

/** Our tokens of a line, without `sum.`, and the rest of it. */
export function splitLine(line: string): { tokens: string; extra: string } {
  const all = words(line);
  return {
    tokens: all.filter((word) => kindOf(word) !== null && kindOf(word) !== "sum").join(" "),
    extra: all.filter((word) => kindOf(word) === null).join(" "),
  };
}

/**
 * Puts a line together: `sum.` first (a given one is made anew; none where there are no tokens), so that it survives
 * a cut, then tokens and extra words. Reads it with the agent's parser. `room`: the medium's, in bytes.
 */
export function composeLine({ tokens, extra = "", room = LINE_BYTES }: { tokens: string; extra?: string; room?: number }): ComposedLine {
  const given = [...words(tokens), ...words(extra)].filter((word) => kindOf(word) !== "sum");
  const ours = parseCmdline(given.join(" ")).site.words;
  const line = [...(ours.length === 0 ? [] : [`sum.${crcOfWords(ours)}`]), ...given].join(" ");
  const bytes = ascii(line).length;
  return { line, bytes, room, ...parseCmdline(line), refusal: refusalOf(given, bytes, room) };
}

function refusalOf(given: readonly string[], bytes: number, room: number): LineRefusal | null {
  for (const word of given) {
    const [character] = FORBIDDEN.exec(word) ?? [];
    if (character !== undefined) return { code: "line.character", args: { word, character } };
    if (/^initrd=/.test(word)) return { code: "line.initrd", args: { word } };
  }
  return bytes > room ? { code: "line.room", args: { bytes, room } } : null;
}
