import { expect, test } from "vitest";
import { takeoverSteps } from "../../../../src/plan/steps/pair.ts";
import { gen, meta, sideDisk } from "../cluster/fixtures.ts";
import type { PlannedResource } from "../../../../src/model/plan.ts";

test("after a takeover, guests that were moving are not started where there is a third node that they could run on", () => {
  const resource = { name: "r0", uuid: "u", side: 1, pool: "default" } as PlannedResource;
  const startOf = (nodes: number): unknown => takeoverSteps(resource, sideDisk("a", 1, meta(gen("A"))), "default", nodes).at(-1);
  expect(startOf(2)).toEqual({ action: "guests.start", phase: "pair", pool: "default", path: "/var/lib/ramvisor/pools/default", ran: true });
  expect(startOf(3)).toMatchObject({ action: "guests.start", ran: true, others: true });
});
