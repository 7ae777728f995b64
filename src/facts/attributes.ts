import { inEnglish } from "../messages/failures/english.ts";
import type { LookFailure } from "../model/failure.ts";
import type { Unread } from "../model/facts.ts";
import type { ReadFs } from "../model/ports.ts";

/** `EIO: i/o error`: errno and its text, without the system call and path that node:fs adds after the comma. */
export function whyOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (errnoOf(error) === null) return error.message;
  return (error.message.split(",")[0] ?? error.message).trim();
}

/** The errno name of a failed call (`ENOENT`), or null. */
export function errnoOf(error: unknown): string | null {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
}

/** What says that a thing is not there at all; ENODEV and ENXIO where a device left between list and read. */
const ABSENT: readonly (string | null)[] = ["ENOENT", "ENOTDIR", "ENODEV", "ENXIO"];

export interface Attributes {
  /** One attribute of one line, trimmed; null where it is absent, empty or unreadable. Unreadable is noted, absent is not. */
  text(path: string): Promise<string | null>;
  /** As text(), for one that every kernel has: absent is noted too. */
  need(path: string): Promise<string | null>;
  /** A whole file, line ends kept; absent is noted. */
  file(path: string): Promise<string>;
  /** A whole number as text() and need() give it; anything else is noted. */
  number(path: string): Promise<number | null>;
  needNumber(path: string): Promise<number | null>;
  /** Last part of a symlink's target (`../../../bus/pci` is `pci`); null where there is none. */
  linkName(path: string): Promise<string | null>;
  /** Names in a directory; none where it is absent. */
  names(dir: string): Promise<string[]>;
}

/**
 * Reads sysfs and procfs attributes one by one. A read that fails never stops the others: it becomes null here
 * and an entry in `notes`, so that nothing is guessed and nothing is lost.
 */
export function attributesOf(fs: ReadFs, notes: Unread[]): Attributes {
  const attempt = async <T>(path: string, read: () => Promise<T>, absentIsFine: boolean): Promise<T | null> => {
    try {
      return await read();
    } catch (error) {
      if (!absentIsFine || !ABSENT.includes(errnoOf(error))) notes.push({ what: path, why: whyOf(error) });
      return null;
    }
  };
  const text = (path: string, absentIsFine: boolean): Promise<string | null> =>
    attempt(path, async () => printable(await fs.readText(path)), absentIsFine).then((value) => (value === "" ? null : value));
  const number = async (path: string, absentIsFine: boolean): Promise<number | null> => {
    const value = await text(path, absentIsFine);
    if (value === null) return null;
    if (/^-?\d{1,15}$/.test(value)) return Number(value);
    const cause: LookFailure = { code: "no-number", text: value.slice(0, 40) };
    notes.push({ what: path, why: inEnglish(cause), cause });
    return null;
  };
  return {
    text: (path) => text(path, true),
    need: (path) => text(path, false),
    file: async (path) => (await attempt(path, () => fs.readText(path), false)) ?? "",
    number: (path) => number(path, true),
    needNumber: (path) => number(path, false),
    linkName: (path) => attempt(path, async () => (await fs.readLink(path)).split("/").at(-1) ?? null, true),
    names: async (dir) => (await attempt(dir, () => fs.list(dir), true)) ?? [],
  };
}

/** Firmware and serial numbers come as the maker left them: padded, now and then with control characters. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\ufffd]+/gu, " ").trim();
}

/** Orders `eth2` before `eth10`, without the locale tables that Intl would need. */
export function byName(a: string, b: string): number {
  const left = a.match(/\d+|\D+/g) ?? [];
  const right = b.match(/\d+|\D+/g) ?? [];
  for (const [index, part] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    const difference = Number(part) - Number(other);
    if (!Number.isNaN(difference) && difference !== 0) return difference;
    if (part !== other) return part < other ? -1 : 1;
  }
  return left.length - right.length;
}
