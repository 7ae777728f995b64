import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { SCENARIOS } from "./pair/scenarios/index.ts";

const README = readFileSync(join(import.meta.dirname, "../README.md"), "utf8");
const FOLDER = join(import.meta.dirname, "pair/scenarios");
const sources = readdirSync(FOLDER).map((name) => readFileSync(join(FOLDER, name), "utf8")).join("\n");

/** First cells of the rows of README's table with this head. */
function firstColumn(head: string): string[] {
  const [, table = ""] = README.split(`${head}\n`);
  return table.split("\n\n")[0]?.split("\n").slice(1).flatMap((row) => /^\| `([^`]+)` \|/.exec(row)?.[1] ?? []) ?? [];
}

/** How a scenario says that a row is to be come to: a name that stands behind `!==`, in a sentence or in a comment is no such word. */
const EXPECTED = [
  /\bsituation === "([a-z-]+)"/g,
  /\bsawRow\(lab, \w+, "([a-z-]+)"\)/g,
  // A list of cases, each with the row that it is compared with.
  /\{\s*(?:\/\/[^\n]*\s*)?situation: "([a-z-]+)"/g,
];

test("each row of the pair's decision table is looked for in a scenario with real DRBD", () => {
  const rows = firstColumn("| situation | what both sides say | what happens |");
  expect(rows.length).toBeGreaterThan(10);
  const expected = new Set(EXPECTED.flatMap((form) => [...sources.matchAll(form)].map(([, row]) => row)));
  expect(rows.filter((row) => !expected.has(row))).toEqual([]);
});

test("README's table has each scenario, and none beside them", () => {
  expect(firstColumn("| scenario | runs | result | seconds |").sort()).toEqual(SCENARIOS.map(({ name }) => name).sort());
});
