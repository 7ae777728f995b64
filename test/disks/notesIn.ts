import { join } from "node:path";
import type { WriteFs } from "../../src/apply/writeFs.ts";

/** What a host notes of its start. */
const NOTES = "/run/ramvisor/";

/** The same file system, with the notes of a start in a folder of the test: tests run beside one another, and on machines that may be hosts. */
export function notesIn(fs: WriteFs, folder: string): WriteFs {
  const at = (argument: unknown): unknown => (typeof argument === "string" && argument.startsWith(NOTES) ? join(folder, argument.slice(NOTES.length)) : argument);
  return Object.fromEntries(Object.entries(fs).map(([name, call]) => [name, (...given: unknown[]) => (call as (...all: unknown[]) => unknown)(...given.map(at))])) as unknown as WriteFs;
}
