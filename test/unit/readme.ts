import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";

/** The README is the operators' guide: what it says in tables must be what the code decides. */
export const TOP = join(import.meta.dirname, "../..");
export const read = (path: string): string => readFileSync(join(TOP, path), "utf8");
export const README = read("README.md");

/** The cells of the table whose header begins with these words; `\|` is a bar inside a cell. */
export function table(...header: string[]): string[][] {
  const lines = README.split("\n");
  const start = lines.indexOf(`| ${header.join(" | ")} |`);
  expect(start, `a table with the header ${header.join(", ")}`).toBeGreaterThan(-1);
  const rows = lines.slice(start + 2);
  return rows.slice(0, rows.findIndex((line) => !line.startsWith("|"))).map((row) => row.split(/(?<!\\)\|/).slice(1, -1).map((cell) => cell.trim()));
}

export const codes = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code.replaceAll("\\|", "|"));

/** The pair's decision table: each situation, and what happens there. */
export const pairRows = (): [situation: string, state: string][] =>
  table("situation", "what both sides say", "what happens").map(([situation = "", , state = ""]) => [codes(situation)[0] ?? "", state]);
