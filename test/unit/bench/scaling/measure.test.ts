import { expect, it } from "vitest";
import { parseCmdline } from "../../../../src/cmdline/index.ts";
import { LINE_BYTES } from "../../../../src/personal/loaders.ts";
import { makePlan } from "../../../../src/plan/index.ts";
import { parseFacts } from "../../../../src/schema/facts.ts";
import type { Plan } from "../../../../src/model/plan.ts";
import { lineNaming, series } from "../../../bench/scaling/machines.ts";
import { planMs } from "../../../bench/scaling/measure.ts";

/** A busy machine gets more rounds until it holds. */
const [LEAST_ROUNDS, MOST_ROUNDS] = [5, 50];
/** README names this figure. */
const NAMED = 51;

const plans = (of: string): Plan[] => {
  const { machines = [] } = series().find((one) => one.of === of) ?? {};
  return machines.map(({ line, facts, peers }) => {
    for (const one of [facts, ...(peers ?? [])]) expect(parseFacts(JSON.stringify(one)).ok).toBe(true);
    expect(line.length).toBeLessThanOrEqual(LINE_BYTES);
    const { site, problems } = parseCmdline(line);
    const plan = makePlan(site, problems, facts, peers);
    expect(plan.outcome).toBe("configured");
    expect(plan.problems).toEqual([]);
    return plan;
  });
};

it("makes up machines all of whose disks are claimed", () => {
  expect(plans("disks").map(({ disks }) => disks.filter(({ verdict }) => verdict === "claim").length)).toEqual([1, 8, 64, 512]);
});

it("makes up machines with cards of which the line names as many as it can", () => {
  const planned = plans("NICs").map(({ network: { nics } }) => ({ all: nics.length, used: nics.filter(({ verdict }) => verdict === "use").length }));
  expect(planned).toEqual([{ all: 1, used: 1 }, { all: 8, used: 8 }, { all: 64, used: NAMED }, { all: 512, used: NAMED }]);
  expect(lineNaming(512).length).toBeGreaterThan(LINE_BYTES - 40);
});

it("makes up nodes that have heard one another and are planned as pairs", () => {
  expect(plans("nodes").map(({ node, cluster }) => [node.count, (cluster?.resources ?? []).map(({ state }) => state)])).toEqual([
    [1, []], ...[2, 3, 4, 5, 6, 7].map((count) => [count, ["make"]]),
  ]);
});

/** Milliseconds of processor time: a machine that does other work beside it stretches a long run, and not a short one. */
function cpuMs(machine: Parameters<typeof planMs>[0]): number {
  const before = process.cpuUsage();
  planMs(machine);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

// Eight times as many may take twelve times as long (a power of 1.2; disks were seen to take nine times); what compares each with
// each takes 64 times. The fastest of each: the first ones compile, and any one may share the processor's caches or collect garbage.
it.each(series([64, 512], [1, 7]))("takes no more than one and a half times as long for each of many $of", ({ machines: [few, many] }) => {
  if (few === undefined || many === undefined) throw new Error("a series has two machines");
  const limit = 1.5 * (many.count / few.count);
  let [fastFew, fastMany] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let round = 0; round < LEAST_ROUNDS || (round < MOST_ROUNDS && fastMany > limit * fastFew); round++) {
    fastFew = Math.min(fastFew, cpuMs(few));
    fastMany = Math.min(fastMany, cpuMs(many));
  }
  expect(fastMany).toBeLessThan(500);
  expect(fastMany / fastFew).toBeLessThan(limit);
});
