import { expect, test } from "vitest";
import type { PairDocument, ResourceReport } from "../../../src/model/pair.ts";
import type { Step, StepOutcome } from "../../../src/model/step.ts";
import { triesAfter } from "../../../src/status/tries.ts";
import { pair } from "../report/pairSamples.ts";

const UP = { action: "pair.up", conf: { name: "r0" } };
const MOUNT = { action: "pair.mount", resource: "r0", pool: "default" };
const GUESTS = { action: "guests.restore", pool: "default" };
const SERVICE = { action: "service.start", unit: "libvirtd.service" };

/** One round: each step with why it failed, or null. */
function after(before: PairDocument["tries"], over: Partial<ResourceReport>, steps: [object, string | null][], uptime: number): PairDocument["tries"] {
  const outcomes = steps.map(([, error]): StepOutcome => ({ action: "pair.up", phase: "pair", result: error === null ? "changed" : "failed", seconds: 0, error }));
  return triesAfter(before, pair(over), steps.map(([step]) => step as Step), outcomes, uptime);
}

test("since when it is being made, until it is not", () => {
  const first = after({}, { state: "making" }, [], 100);
  expect(first["r0"]?.makingAt).toBe(100);
  for (const state of ["making", "stuck", "failed"] as const) expect(after(first, { state }, [], 300)["r0"]?.makingAt).toBe(100);
  for (const state of ["whole", "syncing", "lost", "waiting"] as const) expect(after(first, { state }, [], 300)["r0"]?.makingAt).toBeNull();
});

test("since when a step of it fails, whichever it is, until none does", () => {
  for (const step of [UP, MOUNT, GUESTS]) {
    const first = after({}, {}, [[step, "no"]], 100);
    expect(first["r0"]).toEqual({ makingAt: null, failedAt: 100, failure: `${step.action}: no` });
    expect(after(first, {}, [[step, "still"]], 200)["r0"]).toMatchObject({ failedAt: 100, failure: `${step.action}: still` });
    expect(after(first, {}, [[step, null]], 200)["r0"]).toMatchObject({ failedAt: null, failure: null });
  }
  expect(after({}, { name: "r1", pool: "pool2" }, [[MOUNT, "no"]], 100)["r1"]?.failure).toBeNull();
});

test("why, as data, where the agent worded it", () => {
  const cause = { code: "leads-elsewhere", resource: "r0" } as const;
  const said = triesAfter({}, pair(), [MOUNT as Step], [{ action: "pair.mount", phase: "pair", result: "failed", seconds: 1, error: "r0 is primary on the other node", cause }], 100);
  expect(said["r0"]).toEqual({ makingAt: null, failedAt: 100, failure: "pair.mount: r0 is primary on the other node", failedStep: { action: "pair.mount", cause } });
});

test("a mount that waits for the other side has not failed; anything else has", () => {
  for (const connection of ["WFConnection", null]) {
    expect(after({}, { connection }, [[MOUNT, "r0 is not connected"]], 100)["r0"]?.failure).toBeNull();
    expect(after({}, { connection }, [[UP, "no module"]], 100)["r0"]?.failure).toBe("pair.up: no module");
  }
});

test("a step of no resource is kept by itself", () => {
  expect(after({}, {}, [[SERVICE, "no"]], 100)).toMatchObject({ r0: { failure: null }, "": { failedAt: 100, failure: "service.start: no" } });
});
