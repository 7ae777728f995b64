import { expect, test } from "vitest";
import type { PairDocument } from "../../../src/model/pair.ts";
import { inShort, stampOf } from "../../../src/stages/pairSee.ts";

const step = { action: "pair.up", summary: "", result: "changed", error: null, seconds: 2 } as unknown as PairDocument["steps"][number];
const document: PairDocument = { resources: [], peers: [{ index: 1, heard: false, why: "no answer", trouble: "silent" }], links: {}, trust: { source: "none", problem: null, disks: [] }, changes: {}, steps: [step] };

test("two rounds that differ in times of steps alone are the same", () => {
  expect(stampOf({ ...document, steps: [{ ...step, seconds: 3 }] })).toBe(stampOf(document));
  expect(stampOf({ ...document, steps: [{ ...step, result: "unchanged" as never }] })).not.toBe(stampOf(document));
  expect(stampOf({ ...document, changes: { r0: { own: [], peer: null } } })).not.toBe(stampOf(document));
});

test("a round for the log", () => {
  expect(inShort({ ...document, steps: [step, { ...step, result: "failed", error: "no disk" }] })).toEqual({ resources: [], peers: ["2: no answer"], changed: ["pair.up 2 s"], failed: ["pair.up: no disk"] });
});
