import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Runs } from "../../pair/runs.ts";

const NAMES = ["together", "both die"];
const well = { seconds: 50, failure: null };
const ill = { seconds: 60, failure: "Error: two sides differ\n    at somewhere" };

let dir = "";
beforeEach(() => { dir = mkdtempSync(join(tmpdir(), "ramvisor-runs-")); });
afterEach(() => { rmSync(dir, { recursive: true }); });

/** Another process, on the same code or on another one. */
async function loaded(key = "one"): Promise<Runs> {
  const runs = new Runs(join(dir, "out/runs.json"), key);
  await runs.load();
  return runs;
}

describe("runs that a later process goes on from", () => {
  test("bring their passes, no more than are wanted, and say which", async () => {
    const runs = await loaded();
    for (let run = 0; run < 3; run += 1) await runs.add("together", well);
    expect((await loaded()).earlier(NAMES, 2)).toEqual({ count: { passed: 2, failed: 0, skipped: 0 }, lines: ["passed earlier together (2 of 2, same code)"] });
    expect((await loaded()).earlier(["both die"], 2)).toEqual({ count: { passed: 0, failed: 0, skipped: 0 }, lines: [] });
  });

  test("bring every failure, whatever has passed since", async () => {
    const runs = await loaded();
    await runs.add("both die", ill);
    for (let run = 0; run < 2; run += 1) await runs.add("both die", well);
    const { count, lines } = (await loaded()).earlier(NAMES, 2);
    expect(count).toEqual({ passed: 2, failed: 1, skipped: 0 });
    expect(lines).toEqual(["passed earlier both die (2 of 2, same code)", "FAILED earlier both die, counts until the code is another: Error: two sides differ"]);
  });

  test("bring nothing for other code", async () => {
    await (await loaded()).add("both die", ill);
    expect((await loaded("other")).earlier(NAMES, 2)).toEqual({ count: { passed: 0, failed: 0, skipped: 0 }, lines: [] });
  });
});
