import { describe, expect, it } from "vitest";
import { applyByPool, HANGING } from "../../../src/apply/applyByPool.ts";
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
const planned = (pool: string, name = pool): PlannedDisk => ({ path: `/dev/${name}`, id: `virtio-${name}`, pool }) as PlannedDisk;
const DISKS = ["default", "pool2", "pool3"].map((pool) => planned(pool));
const never = (): Promise<never> => new Promise(() => undefined);

/** Disk `x` carries pool `x`; those named hang: one request waits, and none is ever finished, or, of those that are slow, one each other second. */
async function applied(steps: Step[], hang: string[], over: Partial<Executors>, { slow = [], disks = DISKS, inArray = [] }: { slow?: string[]; disks?: PlannedDisk[]; inArray?: string[] } = {}): Promise<{ outcomes: StepOutcome[]; seconds: number; files: Map<string, string>; abandoned: Set<string> }> {
  let now = 0;
  const files = new Map<string, string>();
  const machine = {
    fs: {
      readText: (path: string) => {
        const is = (names: string[]): boolean => names.some((disk) => path.includes(`/${disk}/`));
        return Promise.resolve(`${is(slow) ? Math.floor(now / 2) : 1} 0 0 0 1 0 0 0 ${is([...hang, ...slow]) ? 1 : 0} 0 0`);
      },
      list: (path: string) => {
        const of = inArray.find((disk) => path.includes(`/${disk}1/`) || path.endsWith(`/${disk}`));
        return of === undefined ? Promise.reject(new Error("ENOENT")) : Promise.resolve(path.endsWith("holders") ? ["md0"] : ["size", `${of}1`]);
      },
      remove: (path: string) => Promise.resolve(void files.delete(path)),
      replace: (path: string, text: string) => Promise.resolve(void files.set(path, text)),
    },
    sleep: (milliseconds: number) => { now += milliseconds / 1000; return new Promise((resolve) => setTimeout(resolve, 1)); },
    uptime: () => now,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  } as unknown as Machine;
  const abandoned = new Set<string>();
  const outcomes = await applyByPool(machine, { disks }, steps, { ...dryRun, ...over }, abandoned);
  return { outcomes, seconds: now, files, abandoned };
}
const results = ({ outcomes }: { outcomes: StepOutcome[] }): string[] => outcomes.map(({ result }) => result);

describe("a disk that hangs", () => {
  it("holds up its own pool alone", async () => {
    const done = await applied([mount("default"), restore("default"), mount("pool2"), restore("pool2"), name], ["default"], { "pool.mount": ({ pool }) => (pool === "default" ? never() : Promise.resolve("changed")) });
    expect(results(done)).toEqual(["failed", "skipped", "changed", "unchanged", "unchanged"]);
    expect(done.outcomes[0]?.error).toBe("/dev/default does not answer; once it does, run: ramvisor");
    expect(done.seconds).toBeLessThan(10);
    // For whoever watches on, and for what was begun.
    expect([done.files.get(HANGING), [...done.abandoned]]).toEqual(["default\n", ["default"]]);
  });

  it("is left alone where it is one of a mirror that is started from the other, or was only to join it", async () => {
    const members = [{ id: "virtio-a", slot: 0 as const, partitionUuid: "a" }, { id: "virtio-b", slot: 1 as const, partitionUuid: "b" }];
    const assemble: Step = { action: "pool.mount", phase: "disks", pool: "default", partitionUuid: "a", path: at("default"), mirror: { array: "m", members, behind: [] } };
    const join = { action: "mirror.join", phase: "disks", pool: "default", id: "virtio-b", members } as unknown as Step;
    const disks = [planned("default", "a"), planned("default", "b")];
    const slowly = (): Promise<"changed"> => new Promise((resolve) => setTimeout(() => { resolve("changed"); }, 40));
    expect(results(await applied([assemble, restore("default")], ["b"], { "pool.mount": slowly }, { disks, slow: ["a"] }))).toEqual(["changed", "unchanged"]);
    const joined = await applied([assemble, join, keys("default")], ["b"], { "mirror.join": never, "ssh.hostkeys": ({ dir }) => Promise.resolve(dir === null ? "changed" : "unchanged") }, { disks });
    expect([results(joined), [...joined.abandoned]]).toEqual([["unchanged", "failed", "unchanged"], []]);
    // In the array it has to answer: md waits for it, and with md whoever uses the pool.
    const held = await applied([assemble, restore("default")], ["b"], { "pool.mount": never }, { disks, inArray: ["a", "b"] });
    expect([results(held), held.files.get(HANGING), held.seconds]).toEqual([["failed", "skipped"], "b\n", 8]);
    // Before that it is its member's own limit that leaves it.
    const silent = await applied([assemble, restore("default")], ["b"], { "pool.mount": () => new Promise((resolve) => setTimeout(() => { resolve("changed"); }, 40)) }, { disks, inArray: ["a"] });
    expect(results(silent)).toEqual(["changed", "unchanged"]);
  });

  it.each([[1, 8], [2, 10], [3, 11]])("with others, as behind one controller: %i of them cost %i s", async (count, seconds) => {
    const pools = ["default", "pool2", "pool3"].slice(0, count);
    const done = await applied(pools.map((pool) => mount(pool)), pools, { "pool.mount": never });
    expect(results(done)).toEqual(pools.map(() => "failed"));
    expect(done.seconds).toBe(seconds);
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

it("waits for libvirt while it starts guests: a disk that has nothing to do does not hang", async () => {
  const start: Step = { action: "guests.start", phase: "disks", pool: "default", path: at("default"), ran: false };
  const done = await applied([mount("default"), start], [], { "guests.start": () => new Promise((resolve) => setTimeout(() => { resolve("changed"); }, 150)) });
  expect([results(done), done.files.get(HANGING), done.seconds > 35]).toEqual([["unchanged", "changed"], undefined, true]);
  // One that has something to do and does not do it is left all the same.
  expect(results(await applied([mount("default"), start], ["default"], { "guests.start": never }))).toEqual(["unchanged", "failed"]);
});

it("waits for a disk that is slow and answers, however long it takes", async () => {
  const done = await applied([mount("default"), restore("default")], [], { "pool.mount": () => new Promise((resolve) => setTimeout(() => { resolve("changed"); }, 150)) }, { slow: ["default"] });
  expect(results(done)).toEqual(["changed", "unchanged"]);
  expect(done.seconds).toBeGreaterThan(10);
});
