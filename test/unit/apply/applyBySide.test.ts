import { describe, expect, it } from "vitest";
import { applyBySide, type Stuck } from "../../../src/apply/applyBySide.ts";
import type { Executors } from "../../../src/apply/applySteps.ts";
import { dryRun } from "../../../src/apply/executors.ts";
import type { Machine } from "../../../src/apply/machine.ts";
import type { PlannedDisk } from "../../../src/model/plan.ts";
import type { Step } from "../../../src/model/step.ts";

const DISKS = ["a", "b"].map((name) => ({ path: `/dev/${name}`, id: `virtio-${name}` })) as PlannedDisk[];
const on = (name: string): object => ({ phase: "pair", resource: `r-${name}`, minor: 0, disk: { id: `virtio-${name}` } });
const up = (name: string): Step => ({ action: "pair.up", conf: { name: `r-${name}` }, ...on(name) }) as unknown as Step;
const claim = (name: string): Step => ({ action: "disk.claim", phase: "pair", id: `virtio-${name}`, pool: name }) as unknown as Step;
const mount = (name: string): Step => ({ action: "pair.mount", pool: name, path: `/pools/${name}`, alone: false, ...on(name) }) as unknown as Step;
const restore = (name: string): Step => ({ action: "guests.restore", phase: "pair", pool: name, path: `/pools/${name}` });

/** A machine on which requests wait on the disks named, and none is finished; `now()`: its clock. */
function host(waiting: string[]): { machine: Machine; now: () => number } {
  let now = 0;
  const machine = {
    fs: { list: () => Promise.resolve([]), readText: (path: string) => Promise.resolve(`1 0 0 0 1 0 0 0 ${waiting.some((name) => path.includes(`/${name}/`)) ? "1" : "0"} 0 0`) },
    sleep: (milliseconds: number) => { now += milliseconds / 1000; return new Promise((resolve) => setTimeout(resolve, 1)); },
    uptime: () => now,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  } as unknown as Machine;
  return { machine, now: () => now };
}

describe("a side whose disk hangs", () => {
  it("holds up its own resource alone, in this round and the next, until what was begun ends", async () => {
    const { machine, now } = host(["a"]);
    const stuck: Stuck = new Map();
    const abandoned = new Set<string>();
    let end = (): void => undefined;
    const begun: string[] = [];
    const executors: Executors = { ...dryRun, "pair.up": ({ disk: { id } }) => {
      begun.push(id);
      return id === "virtio-a" && begun.length === 1 ? new Promise((resolve) => { end = () => { resolve("changed"); }; }) : Promise.resolve("changed");
    } };
    const round = async (): Promise<unknown[]> => (await applyBySide(machine, { disks: DISKS }, [up("a"), mount("a"), restore("a"), up("b"), mount("b")], executors, { stuck, abandoned })).map(({ result, error }) => error ?? result);
    const SILENT = "/dev/a does not answer";
    expect(await round()).toEqual([SILENT, SILENT, SILENT, "changed", "unchanged"]);
    expect(now()).toBeGreaterThan(8);
    expect(now()).toBeLessThan(10);
    const first = now();
    expect(await round()).toEqual([SILENT, SILENT, SILENT, "changed", "unchanged"]);
    // Nothing is begun on it a second time.
    expect([begun, now() - first < 3]).toEqual([["virtio-a", "virtio-b", "virtio-b"], true]);
    end();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await round()).toEqual(["changed", "unchanged", "unchanged", "changed", "unchanged"]);
  });

  it("what may come later is left out, by what was done before it", async () => {
    const { machine } = host([]);
    const done = await applyBySide(machine, { disks: DISKS }, [up("a"), mount("a"), restore("a")], { ...dryRun, "pair.mount": () => Promise.resolve("changed") }, {
      abandoned: undefined, later: ({ action }, before) => action === "guests.restore" && before.some((one) => one.action === "pair.mount" && one.result === "changed"),
    });
    expect(done.map(({ action }) => action)).toEqual(["pair.up", "pair.mount"]);
  });

  it("is left in the middle of its claim", async () => {
    const { machine } = host(["a"]);
    const hangs: Executors["disk.claim"] = ({ id }) => (id === "virtio-a" ? new Promise(() => undefined) : Promise.resolve("changed"));
    const abandoned = new Set<string>();
    expect((await applyBySide(machine, { disks: DISKS }, [claim("a"), up("a"), claim("b"), up("b")], { ...dryRun, "disk.claim": hangs }, { abandoned })).map(({ result }) => result)).toEqual(["failed", "failed", "changed", "unchanged"]);
    // What was begun stops before its next write.
    expect([...abandoned]).toEqual(["a"]);
  });

  it("with host keys on it leaves sshd with keys for this start", async () => {
    const { machine } = host(["a"]);
    const keys = { action: "ssh.hostkeys", phase: "pair", dir: "/pools/a/.ramvisor/ssh" } as Step;
    const made: (string | null)[] = [];
    const executors: Executors = { ...dryRun, "ssh.hostkeys": ({ dir }) => { made.push(dir); return dir === null ? Promise.resolve("changed") : new Promise(() => undefined); } };
    expect((await applyBySide(machine, { disks: DISKS }, [mount("a"), keys, mount("b")], executors, { abandoned: undefined })).map(({ result }) => result)).toEqual(["unchanged", "changed", "unchanged"]);
    expect(made).toEqual(["/pools/a/.ramvisor/ssh", null]);
  });

  it("is found where nothing waits and nothing is finished for long, as in a flush", async () => {
    const { machine, now } = host([]);
    expect((await applyBySide(machine, { disks: DISKS }, [claim("a"), up("b")], { ...dryRun, "disk.claim": () => new Promise(() => undefined) }, { abandoned: undefined })).map(({ result }) => result)).toEqual(["failed", "unchanged"]);
    expect(now()).toBeGreaterThan(29);
  });

  it("is not one whose disk has nothing to do while its peer is waited for", async () => {
    const { machine, now } = host([]);
    const slowly: Executors["pair.mount"] = async () => {
      while (now() < 100) await new Promise((resolve) => setTimeout(resolve, 1));
      return "changed";
    };
    expect((await applyBySide(machine, { disks: DISKS }, [mount("a")], { ...dryRun, "pair.mount": slowly }, { abandoned: undefined })).map(({ result }) => result)).toEqual(["changed"]);
  });
});
