import { readFile } from "node:fs/promises";
import type { Machine } from "../../../src/qemu/machine.ts";

/** Where a PC in text mode keeps its screen: 25 rows of 80 cells, each a character and its colour. */
const TEXT_MEMORY = 0xb8000;
const COLUMNS = 80;
const ROWS = 25;

/** What stands on the screen of a machine in text mode, row by row, blanks at the ends cut; `file` is written on the way. */
export async function screenText(machine: Machine, file: string): Promise<string> {
  await machine.monitor("pmemsave", { val: TEXT_MEMORY, size: ROWS * COLUMNS * 2, filename: file });
  const characters = (await readFile(file)).filter((_, index) => index % 2 === 0);
  return Array.from({ length: ROWS }, (_, row) => Buffer.from(characters.subarray(row * COLUMNS, (row + 1) * COLUMNS)).toString("latin1").trimEnd()).join("\n");
}
