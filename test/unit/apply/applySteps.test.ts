import { describe, expect, it } from "vitest";
import { applySteps, type Executors } from "../../../src/apply/applySteps.ts";
import { dryRun } from "../../../src/apply/executors.ts";
import type { Step, StepOf } from "../../../src/model/step.ts";

const claim = (pool: string): StepOf<"disk.claim"> => ({
  action: "disk.claim", phase: "disks", path: "/dev/vda", id: "a", sizeBytes: 1, logicalBlockBytes: 512, diskSeq: 1, site: "default", pool,
  partitionUuid: "p", filesystemUuid: "f", diskUuid: "d", partition: { startByte: 0, sizeBytes: 0 }, resume: false,
});
const mount = (pool: string): Step => ({ action: "pool.mount", phase: "disks", pool, partitionUuid: "p", path: `/pools/${pool}` });
const restore = (pool: string): Step => ({ action: "guests.restore", phase: "disks", pool, path: `/pools/${pool}` });
const name: Step = { action: "host.name", phase: "early", name: "a" };
const results = async (steps: Step[], over: Partial<Executors>): Promise<string[]> =>
  (await applySteps(steps, { ...dryRun, ...over }, () => 0)).map(({ result }) => result);

describe("applySteps", () => {
  it("skips what needs a pool that could not be made, and goes on with the rest", async () => {
    const outcomes = await results([claim("default"), mount("default"), restore("default"), claim("pool-2"), mount("pool-2"), name], {
      "disk.claim": (step) => (step.pool === "default" ? Promise.reject(new Error("not blank")) : Promise.resolve("changed")),
      "pool.mount": () => Promise.resolve("changed"),
    });
    expect(outcomes).toEqual(["failed", "skipped", "skipped", "changed", "changed", "unchanged"]);
  });

  it("restores no guests from a pool that did not mount", async () => {
    expect(await results([mount("default"), restore("default")], { "pool.mount": () => Promise.reject(new Error("broken")) })).toEqual(["failed", "skipped"]);
  });

  it("says what went wrong in one line, and how long each took", async () => {
    let now = 0;
    const outcomes = await applySteps([name], { ...dryRun, "host.name": () => { now += 1.23456; return Promise.reject(new Error("one\ntwo")); } }, () => now);
    expect(outcomes).toEqual([{ action: "host.name", phase: "early", result: "failed", seconds: 1.235, error: "one; two" }]);
  });

  it("explains a full RAM disk", async () => {
    const full = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC", path: "/etc/hosts" });
    const [outcome] = await applySteps([name], { ...dryRun, "host.name": () => Promise.reject(full) }, () => 0);
    expect(outcome?.error).toMatch(/^no space left: \/etc\/hosts; a RAM disk holds half of the memory/);
  });
});
