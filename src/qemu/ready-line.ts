/** The line for scripts that a start prints on every console (contract, "On every console"). */
export interface ReadyLine {
  ready: boolean;
  outcome: string;
  seconds: number;
  /** Every `key=value` as written: `host`, `address`, `disks`, or `reason`. */
  fields: Record<string, string>;
  line: string;
}

/** Matches the whole line, and only once its end has come. */
export const READY_LINE = /^.*?(RAMVISOR (READY|NOT-READY) (outcome=[^\r\n]*))\r?\n/m;

/** The last READY or NOT-READY line in a console's text; null where there is none yet. */
export function lastReadyLine(text: string): ReadyLine | null {
  const all = [...text.matchAll(new RegExp(READY_LINE.source, "gm"))];
  const [, line = "", word, rest = ""] = all.at(-1) ?? [];
  if (word === undefined) return null;
  const fields = Object.fromEntries(rest.trim().split(/\s+/).map((pair) => {
    const at = pair.indexOf("=");
    return at < 0 ? [pair, ""] : [pair.slice(0, at), pair.slice(at + 1)];
  }));
  return { ready: word === "READY", outcome: fields["outcome"] ?? "", seconds: Number(fields["seconds"]), fields, line: line.trimEnd() };
}
