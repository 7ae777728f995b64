import { describe, expect, test } from "vitest";
import type { DiskFacts, Facts } from "../../../../src/model/facts.ts";
import type { ClaimedDisk } from "../../../../src/model/step.ts";
import { makePlan } from "../../../../src/plan/index.ts";
import { disk, facts, GIB, nic, ownDisk } from "../fixtures.ts";
import { cardOf, CREATED, gen, meta, ring } from "./fixtures.ts";

/** How large each node's disks are, GiB. */
type Sizes = readonly number[];

const blank = (sizes: Sizes, index: number): DiskFacts[] => sizes.map((size, place) => disk(`${"ABCDEFG"[index]}${place}`, { sizeBytes: size * GIB }));
const machine = (index: number, disks: DiskFacts[]): Facts => facts([nic("eth0", cardOf(index))], disks);
const named = (own: Facts, heard: Facts[], count: number): string[] =>
  (makePlan(ring(count), [], own, heard).cluster?.resources ?? []).filter(({ name }) => name !== "").map(({ name, disk: mine, peerDisk, side, uuid }) => `${name} ${mine} ${String(peerDisk)} ${side} ${uuid}`).sort();
const claimsOf = (own: Facts, heard: Facts[], count: number): ClaimedDisk[] => makePlan(ring(count), [], own, heard).steps.flatMap((step) => (step.action === "disk.claim" ? [step] : []));

/** A disk once its claim has begun; `made`: once both sides were declared equal and the file system is there. */
function claimed(one: DiskFacts, { pool, pair, partitionUuid, filesystemUuid }: ClaimedDisk, made: boolean): DiskFacts {
  const name = one.id.replace("virtio-", "");
  return ownDisk(name, { role: "pair", pool, state: made ? "ready" : "claiming", partitionUuid, filesystemUuid, ...(pair === undefined ? {} : { pair }) },
    { sizeBytes: one.sizeBytes, drbd: meta(made ? gen("A") : CREATED, { consistent: made, upToDate: made }) });
}

/** Every way in which so many nodes have each begun the first few of their claims. */
function prefixes(most: readonly number[]): number[][] {
  return most.reduce<number[][]>((all, count) => all.flatMap((begun) => Array.from({ length: count + 1 }, (_, next) => [...begun, next])), [[]]);
}

describe.each<[string, Sizes[], number]>([
  ["two nodes, two disks each", [[1, 1], [1, 1]], 4],
  ["two nodes, four disks each", [[1, 1, 1, 1], [1, 1, 1, 1]], 8],
  ["two nodes, disks of two sizes", [[1, 1, 2, 2], [1, 2, 2, 2]], 6],
  ["three nodes, two disks each", [[1, 1], [1, 1], [1, 1]], 6],
  ["three nodes, some with more disks", [[1, 1, 1], [1, 1], [1, 1, 1, 1]], 8],
  ["four nodes, two disks each", [[1, 1], [1, 1], [1, 1], [1, 1]], 8],
  ["five nodes, one of them without a disk, one with two", [[1], [1, 1], [], [1], [1]], 4],
  ["seven nodes, a disk each", [[1], [1], [1], [1], [1], [1], [1]], 6],
])("%s", (_name, sizes, paired) => {
  const count = sizes.length;
  const nodes = sizes.map((own, index) => machine(index, blank(own, index)));
  const others = (all: readonly Facts[], index: number): Facts[] => all.filter((_, other) => other !== index);
  const claims = nodes.map((own, index) => claimsOf(own, others(nodes, index), count));
  const whole = nodes.map((own, index) => named(own, others(nodes, index), count));

  test("however far each node is with its claims when another one sees them, all pair the disks as they would have without any", () => {
    for (const made of [false, true]) {
      for (const begun of prefixes(claims.map(({ length }) => length))) {
        const first = claims.map((own, index) => own.slice(0, begun[index]));
        // Data is there only where both sides are.
        const isWhole = (name: string | undefined): boolean => made && first.flat().filter(({ pair }) => pair?.resource === name).length === 2;
        const seen = nodes.map((own, index) => ({ ...own, disks: own.disks.map((one) => {
          const claim = first[index]?.find(({ id }) => id === one.id);
          return claim === undefined ? one : claimed(one, claim, isWhole(claim.pair?.resource));
        }) }));
        for (const [index, own] of seen.entries()) {
          expect(named(own, others(seen, index), count), `${begun.join()}, node ${index}`).toEqual(whole[index]);
          // One that is silent: what is planned is part of the same.
          for (const silent of others(seen, index)) {
            const part = named(own, others(seen, index).filter((other) => other !== silent), count).filter((line) => !line.includes("null"));
            expect(whole[index], `${begun.join()}, node ${index}, one silent`).toEqual(expect.arrayContaining(part));
          }
        }
      }
    }
  });

  test("each disk has one place at the most", () => {
    const places = claims.flat().map(({ id }) => id);
    expect(new Set(places).size).toBe(places.length);
    expect(places.length).toBe(paired);
  });
});

test.each([2, 3, 4, 5])("%i nodes, none to two equal disks each: what is left over has no partner, and is of no other size", (count) => {
  let refusals = 0;
  for (const layout of prefixes(Array.from({ length: count }, () => 2))) {
    const nodes = layout.map((disks, index) => machine(index, blank(Array.from({ length: disks }, () => 1), index)));
    for (const [index, own] of nodes.entries()) {
      const { cluster } = makePlan(ring(count), [], own, nodes.filter((node) => node !== own));
      refusals += cluster?.resources.filter(({ state }) => state === "refuse").length ?? 0;
      // No two neighbours keep a disk each.
      const left = (place: number): number => (makePlan(ring(count), [], nodes[place] as Facts, nodes.filter((node) => node !== nodes[place])).cluster?.resources ?? []).filter(({ name }) => name === "").length;
      if (count < 5) expect(left(index) > 0 && left((index + 1) % count) > 0, layout.join()).toBe(false);
    }
  }
  expect(refusals).toBe(0);
});
