import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseCmdline } from "../src/cmdline/index.ts";
import type { Facts } from "../src/model/facts.ts";
import type { Plan } from "../src/model/plan.ts";
import { exitCodeOf } from "../src/plan/exitCode.ts";
import { makePlan } from "../src/plan/index.ts";
import { planDocument } from "../src/report/planDocument.ts";
import { planText } from "../src/report/planText.ts";
import { parseFacts } from "../src/schema/facts.ts";

/**
 * Golden hosts: each folder holds a command line and a machine (`facts.json`, or `machine`: the name of one in
 * `_machines`) and what must come of them; with `peer.json`, what has been heard of another node, the pair's phase too. `UPDATE_GOLDEN=1` writes the expected files anew: read the difference
 * before it is committed.
 */
const HOSTS = join(import.meta.dirname, "hosts");
const UPDATE = process.env["UPDATE_GOLDEN"] === "1";

const cases = readdirSync(HOSTS, { withFileTypes: true }).filter((entry) => entry.isDirectory() && !entry.name.startsWith("_")).map(({ name }) => name);

function readMachine(dir: string): Facts {
  const own = join(dir, "facts.json");
  return readFacts(existsSync(own) ? own : join(HOSTS, "_machines", `${readFileSync(join(dir, "machine"), "utf8").trim()}.json`));
}

function readFacts(path: string): Facts {
  const parsed = parseFacts(readFileSync(path, "utf8"));
  if (!parsed.ok) throw new Error(`${path}: ${parsed.sentence}`);
  return parsed.facts;
}

/** Every file and link that the plan makes, with path and mode, in order. */
function filesOf(plan: Plan): string {
  return plan.steps.map((step) => {
    if (step.action === "file.write") return `==> ${step.path} (${step.mode.toString(8)}, ${step.phase})\n${step.content}\n`;
    if (step.action === "link.make") return `==> ${step.path} -> ${step.target} (${step.phase})\n\n`;
    return "";
  }).join("");
}

/** What a case must give, by file name. */
function outputs(dir: string): Record<string, string> {
  const { site, problems } = parseCmdline(readFileSync(join(dir, "cmdline"), "utf8"));
  const peer = join(dir, "peer.json");
  const plan = makePlan(site, problems, readMachine(dir), existsSync(peer) ? [readFacts(peer)] : null);
  const { lang } = plan.locale;
  return {
    "plan.json": `${JSON.stringify(planDocument(plan, lang), null, 2)}\n`,
    "plan.txt": planText(plan, { lang, color: false }),
    "files.txt": filesOf(plan),
    exit: `${exitCodeOf(plan)}\n`,
  };
}

describe("golden hosts", () => {
  test.each(cases)("%s", (name) => {
    const dir = join(HOSTS, name);
    for (const [file, text] of Object.entries(outputs(dir))) {
      if (UPDATE) writeFileSync(join(dir, file), text);
      expect(text, `${name}/${file}`).toBe(readFileSync(join(dir, file), "utf8"));
    }
  });

  test("there are enough of them, and enough that go wrong", () => {
    expect(cases.length).toBeGreaterThanOrEqual(60);
    const wrong = cases.filter((name) => readFileSync(join(HOSTS, name, "exit"), "utf8").trim() !== "0");
    expect(wrong.length * 3).toBeGreaterThanOrEqual(cases.length);
  });
});
