import { expect, it } from "vitest";
import { parseCmdline } from "../../../../src/cmdline/index.ts";
import { makePlan } from "../../../../src/plan/index.ts";
import { parseFacts } from "../../../../src/schema/facts.ts";
import { series } from "../../../bench/scaling/machines.ts";
import { planMs } from "../../../bench/scaling/measure.ts";

const ROUNDS = 5;
const growing = series([1, 512], [1, 7]);

it.each(growing)("makes up machines with $of that are planned as meant", ({ of, machines }) => {
  for (const { count, line, facts } of machines) {
    expect(parseFacts(JSON.stringify(facts)).ok).toBe(true);
    const { site, problems } = parseCmdline(line);
    const plan = makePlan(site, problems, facts);
    expect(plan.outcome).toBe("configured");
    expect(plan.problems.filter(({ severity }) => severity === "error")).toEqual([]);
    const seen = of === "disks" ? plan.disks.filter(({ verdict }) => verdict === "claim").length : of === "NICs" ? plan.network.nics.length : plan.node.count;
    expect(seen).toBe(count);
  }
});

// Measured: 512 disks take 40 ms, 30 times as long as one; 512 cards twice, 7 nodes a fifth more. The fastest of five,
// since a busy machine can make any one of them slow.
it.each(growing)("plans the most of $of in less than half a second, and in no more than twice as long a piece as one", ({ machines }) => {
  const [one = Number.NaN, most] = machines.map(({ line, facts }) => Math.min(...Array.from({ length: ROUNDS }, () => planMs(line, facts))));
  expect(most).toBeLessThan(500);
  expect(most).toBeLessThan(2 * one * (machines.at(-1)?.count ?? 0));
});
