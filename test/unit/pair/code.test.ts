import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, test } from "vitest";
import { CODE } from "../../pair/code.ts";

const TOP = join(import.meta.dirname, "../../..");

/** The project's own files that a file imports, from the project's top. */
function importsOf(file: string): string[] {
  const found = readFileSync(join(TOP, file), "utf8").matchAll(/\b(?:from|import) ?\(?"(\.[^"]+)"/g);
  return [...found].map(([, path = ""]) => relative(TOP, join(TOP, dirname(file), path)));
}

test("a run counts for the same code alone: all that the pair's scenarios import is in its key", () => {
  const all = new Set(readdirSync(join(TOP, "test/pair"), { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts")).map((name) => `test/pair/${name}`));
  // A set that grows while it is gone through.
  for (const file of all) for (const path of importsOf(file)) all.add(path);
  expect(all.size).toBeGreaterThan(100);
  expect([...all].filter((file) => !CODE.some((folder) => file.startsWith(`${folder}/`)))).toEqual([]);
});
