import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { codes, pairRows, table } from "./unit/readme.ts";
import { SCENARIOS } from "./pair/scenarios/index.ts";

const FOLDER = join(import.meta.dirname, "pair/scenarios");
const sources = readdirSync(FOLDER).map((name) => readFileSync(join(FOLDER, name), "utf8")).join("\n");

/** How a scenario says that a row is to be come to: a name that stands behind `!==`, in a sentence or in a comment is no such word. */
const EXPECTED = [
  /\bsituation === "([a-z-]+)"/g,
  /\bsawRow\(lab, \w+, "([a-z-]+)"\)/g,
  // A list of cases, each with the row that it is compared with.
  /\{\s*(?:\/\/[^\n]*\s*)?situation: "([a-z-]+)"/g,
];

test("each row of the pair's decision table is looked for in a scenario with real DRBD", () => {
  const rows = pairRows().map(([situation]) => situation);
  expect(rows.length).toBeGreaterThan(10);
  const expected = new Set(EXPECTED.flatMap((form) => [...sources.matchAll(form)].map(([, row]) => row)));
  expect(rows.filter((row) => !expected.has(row))).toEqual([]);
});

test("README's table has each scenario, and none beside them", () => {
  expect(table("scenario", "runs", "result", "seconds").map(([name = ""]) => codes(name)[0]).sort()).toEqual(SCENARIOS.map(({ name }) => name).sort());
});
