import { describe, expect, it } from "vitest";
import { applyByPool } from "../../../src/apply/applyByPool.ts";
import type { Executors } from "../../../src/apply/applySteps.ts";
import { dryRun } from "../../../src/apply/executors.ts";
import type { Machine } from "../../../src/apply/machine.ts";
import type { PlannedDisk } from "../../../src/model/plan.ts";
import type { Step, StepOutcome } from "../../../src/model/step.ts";

const at = (pool: string): string => `/pools/${pool}`;
const mount = (pool: string): Step => ({ action: "pool.mount", phase: "disks", pool, partitionUuid: "p", path: at(pool) });
const restore = (pool: string): Step => ({ action: "guests.restore", phase: "disks", pool, path: at(pool) });
const keys = (pool: string | null): Step => ({ action: "ssh.hostkeys", phase: "disks", dir: pool === null ? null : `${at(pool)}/.ramvisor/ssh` });
const name: Step = { action: "host.name", phase: "early", name: "a" };
const never = (): Promise<never> => new Promise(() => undefined);

/** Disk `x` carries pool `x`; those named hang: one request waits, and none is ever finished. A look at them takes half a second. */
async function applied(steps: Step[], hang: string[], over: Partial<Executors>): Promise<{ outcomes: StepOutcome[]; seconds: number }> {
  let now = 0;
  const machine = {
    fs: { readText: (path: string) => Promise.resolve(`1 0 0 0 1 0 0 0 ${hang.some((disk) => path.includes(`/${disk}/`)) ? 1 : 0} 0 0`) },
    sleep: (milliseconds: number) => { now += milliseconds / 1000; return new Promise((resolve) => setTimeout(resolve, 1)); },
    uptime: () => now,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  } as unknown as Machine;
  const disks = ["default", "pool2", "pool3"].map((pool) => ({ path: `/dev/${pool}`, id: `virtio-${pool}`, pool }) as PlannedDisk);
  const outcomes = await applyByPool(machine, { disks }, steps, { ...dryRun, ...over });
  return { outcomes, seconds: now };
}
const results = ({ outcomes }: { outcomes: StepOutcome[] }): string[] => outcomes.map(({ result }) => result);

describe("a disk that hangs", () => {
  it("holds up its own pool alone", async () => {
    const done = await applied([mount("default"), restore("default"), mount("pool2"), restore("pool2"), name], ["default"], { "pool.mount": ({ pool }) => (pool === "default" ? never() : Promise.resolve("changed")) });
    expect(results(done)).toEqual(["failed", "skipped", "changed", "unchanged", "unchanged"]);
    expect(done.outcomes[0]?.error).toBe("/dev/default does not answer; once it does, run: ramvisor");
    expect(done.seconds).toBeGreaterThan(8);
    expect(done.seconds).toBeLessThan(10);
  });

  it("with others, as behind one controller, holds the start up for less than ten seconds more", async () => {
    const done = await applied([mount("default"), mount("pool2"), mount("pool3")], ["default", "pool2", "pool3"], { "pool.mount": never });
    expect(results(done)).toEqual(["failed", "failed", "failed"]);
    expect(done.seconds).toBeLessThan(15);
  });

  it("leaves sshd with a key for this start", async () => {
    const dirs: (string | null)[] = [];
    const hostkeys: Executors["ssh.hostkeys"] = ({ dir }) => {
      dirs.push(dir);
      return dir === null ? Promise.resolve("changed") : never();
    };
    // It hangs once it is to read the keys; or has done so before.
    expect(results(await applied([mount("default"), keys("default")], ["default"], { "ssh.hostkeys": hostkeys }))).toEqual(["unchanged", "changed"]);
    expect(results(await applied([mount("default"), keys("default")], ["default"], { "pool.mount": never, "ssh.hostkeys": hostkeys }))).toEqual(["failed", "changed"]);
    expect(dirs).toEqual([`${at("default")}/.ramvisor/ssh`, null, null]);
  });
});

it("waits for a disk that is slow and answers, however long it takes", async () => {
  let looks = 0;
  const done = await applied([mount("default"), restore("default")], [], { "pool.mount": () => new Promise((resolve) => { const timer = setInterval(() => { if (++looks > 60) { clearInterval(timer); resolve("changed"); } }, 1); }) });
  expect(results(done)).toEqual(["changed", "unchanged"]);
});
