import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseCmdline } from "../src/cmdline/index.ts";
import type { Facts } from "../src/model/facts.ts";
import type { Plan } from "../src/model/plan.ts";
import { makePlan } from "../src/plan/index.ts";
import { judgeReading } from "../src/plan/disks/blank.ts";
import { parseFacts } from "../src/schema/facts.ts";

/**
 * Every golden command line on every captured machine, fit or not: what must hold of any plan. That a medium
 * started on the wrong machine is harmless is proved here for each pair, not only for those with a case.
 */
const HOSTS = join(import.meta.dirname, "hosts");
const lines = readdirSync(HOSTS).filter((name) => !name.startsWith("_")).map((name) => readFileSync(join(HOSTS, name, "cmdline"), "utf8"));
const machines = readdirSync(join(HOSTS, "_machines")).map((name): [string, Facts] => {
  const parsed = parseFacts(readFileSync(join(HOSTS, "_machines", name), "utf8"));
  if (!parsed.ok) throw new Error(`${name}: ${parsed.sentence}`);
  return [name, parsed.facts];
});

const distinct = (values: readonly unknown[]): boolean => new Set(values).size === values.length;
const named = ({ outcome }: Plan): boolean => outcome === "configured" || outcome === "degraded";

/** The disks that a plan writes to, or mounts. */
const touched = ({ steps }: Plan): string[] => steps.flatMap((step) => (["disk.claim", "mirror.make", "pool.mount", "mirror.join"].includes(step.action) ? [step.action] : []));

test.each(machines)("%s under every line", { timeout: 60_000 }, (_, facts) => {
  for (const line of new Set(lines)) {
    const { site, problems } = parseCmdline(line);
    const plan = makePlan(site, problems, facts);
    const context = `${line.slice(0, 200)} -> ${plan.outcome}`;

    // No token names this machine: no disk is touched. An error: no disk is claimed.
    if (!named(plan)) expect(touched(plan), context).toEqual([]);
    const claims = plan.steps.flatMap((step) => ((step.action === "disk.claim" || step.action === "mirror.join") && !step.resume ? [step] : []));
    if (plan.outcome !== "configured") expect(claims, context).toEqual([]);

    // What is claimed is blank by the facts, and is the very disk of the verdict.
    for (const claim of claims) {
      const disk = facts.disks.find(({ id }) => id === claim.id);
      expect(disk !== undefined && judgeReading(disk).says === "zero" && disk.signatures.length === 0 && (disk.marker.state === "none" || disk.marker.state === "free"), context).toBe(true);
      expect(plan.disks.find(({ id }) => id === claim.id)?.verdict, context).toBe("claim");
    }
    // A pool is one disk, or a mirror whose places are taken once.
    expect(distinct(plan.disks.flatMap(({ pool, mirror }) => (pool === null ? [] : [`${pool} ${mirror?.slot ?? 0}`]))), context).toBe(true);
    expect(distinct(plan.steps.flatMap((step) => (step.action === "pool.mount" ? [step.pool] : []))), context).toBe(true);

    // One verdict each; each name once; nothing is renamed onto a name that stays.
    expect(plan.network.nics.length, context).toBe(facts.nics.length);
    expect(plan.disks.length, context).toBe(facts.disks.length);
    const renames = plan.steps.flatMap((step) => (step.action === "nics.rename" ? step.renames : []));
    const leaving = new Set(renames.map(({ from }) => from));
    const after = [...facts.nics.map(({ kernelName }) => kernelName).filter((name) => !leaving.has(name)), ...renames.map(({ to }) => to)];
    expect(distinct(after), context).toBe(true);
    expect(after.every((name) => name.length <= 15), context).toBe(true);

    // Each file is written once; a refusal says why and, but for what is only left, what to do.
    const paths = plan.steps.flatMap((step) => (step.action === "file.write" || step.action === "link.make" ? [step.path] : []));
    expect(distinct(paths), context).toBe(true);
    expect(plan.disks.every(({ verdict, remedy }) => verdict !== "refuse" || remedy !== null), context).toBe(true);
  }
});
