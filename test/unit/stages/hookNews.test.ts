import { describe, expect, test } from "vitest";
import type { ResourceReport } from "../../../src/model/pair.ts";
import { eventsBetween, keyOf, toldAfter, toldState, withGrace } from "../../../src/stages/hookNews.ts";
import { pair } from "../report/pairSamples.ts";

const at = (over: Partial<ResourceReport> | null): ResourceReport[] => (over === null ? [] : pair(over).resources);
const events = (before: Partial<ResourceReport> | null, now: Partial<ResourceReport>): string[] => eventsBetween(at(before), at(now)).map(({ event, before: was }) => `${event} from ${was}`);

describe("what is news", () => {
  test.each<[string, Partial<ResourceReport> | null, Partial<ResourceReport>, string[]]>([
    ["nothing", {}, {}, []],
    ["a start in which all is well", null, {}, []],
    ["a start that finds two histories", null, { state: "diverged" }, ["diverged from "]],
    ["a side is gone", {}, { state: "lost" }, ["lost from whole"]],
    ["it comes back, with nothing missing", { state: "lost" }, {}, ["whole from lost"]],
    ["it comes back, and gets what it lacks", { state: "lost" }, { state: "syncing" }, ["syncing from lost"]],
    ["it has all", { state: "syncing" }, {}, ["synced from syncing", "whole from syncing"]],
    ["taken over", { state: "lost", role: "Secondary" }, { state: "lost", role: "Primary" }, ["taken-over from lost"]],
    ["taken over, after a start alone", { state: "waiting", role: "Secondary" }, { state: "lost", role: "Primary" }, ["lost from waiting", "taken-over from waiting"]],
    ["a pair is made", { state: "making" }, {}, ["whole from making"]],
    ["its pool cannot be mounted", { state: "making" }, { state: "failed" }, ["failed from making"]],
    ["it does not come up", { state: "making" }, { state: "stuck" }, ["stuck from making"]],
    ["it waits", { state: "making" }, { state: "waiting" }, ["waiting from making"]],
    ["a start in which it waits", null, { state: "waiting" }, ["waiting from "]],
    ["a start in which a side is gone", null, { state: "lost" }, []],
  ])("%s", (_, before, now, wanted) => { expect(events(before, now)).toEqual(wanted); });
});

test("within the grace, waiting is what was before; other states are what they are", () => {
  const state = (before: Partial<ResourceReport> | null, now: Partial<ResourceReport>): string | undefined => withGrace(at(before), at(now))[0]?.state;
  expect([state(null, { state: "waiting" }), state({}, { state: "waiting" }), state({ state: "waiting" }, { state: "waiting" }), state(null, { state: "lost" })]).toEqual(["making", "whole", "waiting", "lost"]);
});

test("a resource whose hooks are still being called is kept as it was told before", () => {
  const [before, now] = [at({ state: "whole" }).map(toldState), at({ state: "lost" })];
  const pending = new Set(now.map(keyOf));
  expect(toldAfter(before, now, new Set())).toEqual([{ name: "r0", disk: "ata-ST4000NM000A_ZC1234567", state: "lost", role: "Primary" }]);
  expect([toldAfter(before, now, pending), toldAfter([], now, pending)]).toEqual([before, []]);
});
