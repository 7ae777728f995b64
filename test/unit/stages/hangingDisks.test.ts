import { describe, expect, it } from "vitest";
import { onceDisksAnswer } from "../../../src/stages/hangingDisks.ts";
import { machine, memory, type FakeMachine } from "../apply/fakes.ts";

describe("a start that left disks which hang", () => {
  const waiting = (count: number): string => `5 0 0 0 5 0 0 0 ${String(count)} 0 0\n`;
  /** `vdb` answers from a moment on. */
  const left = (from: number): FakeMachine => {
    const { fs, volume } = memory({ "/run/ramvisor/disks.hanging": "vda\nvdb\n", "/sys/class/block/vda/stat": waiting(0), "/sys/class/block/vdb/stat": waiting(1) });
    return machine(fs, undefined, ({ now }) => { if (now > from) volume.writeFileSync("/sys/class/block/vdb/stat", waiting(0)); });
  };

  it("does the rest once all of them answer", async () => {
    const host = left(60);
    const ran: number[] = [];
    expect(await onceDisksAnswer(host, async () => { ran.push(host.now); await host.fs.remove("/run/ramvisor/disks.hanging"); })).toBe(true);
    expect(ran).toHaveLength(1);
    expect(ran[0]).toBeGreaterThan(60);
  });

  it("gives up where they never do, or hang again and again", async () => {
    const never: number[] = [];
    expect(await onceDisksAnswer(left(Infinity), () => Promise.resolve(never.push(1)))).toBe(false);
    expect(never).toEqual([]);
    // A flush that hangs is not seen: the tries are to last for most of the time.
    const again: number[] = [];
    const host = left(0);
    const began = host.now;
    expect(await onceDisksAnswer(host, () => { again.push(host.now - began); return Promise.reject(new Error("busy")); })).toBe(false);
    expect(again.map((seconds) => Math.round(seconds / 60))).toEqual([0, 1, 3, 6, 10]);
  });

  it("has nothing to wait for where it left none", async () => {
    expect(await onceDisksAnswer(machine(memory({}).fs), () => Promise.reject(new Error("ran")))).toBe(true);
  });
});
