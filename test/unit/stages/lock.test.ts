import { describe, expect, it } from "vitest";
import { Busy, withLock } from "../../../src/stages/lock.ts";
import { machine, memory } from "../apply/fakes.ts";

const LOCK = "/run/ramvisor/lock";
const stat = (began: number): string => `7 (a) b) S ${Array.from({ length: 18 }, () => "0").join(" ")} ${began} 0 0\n`;

describe("withLock", () => {
  it("holds the lock while the task runs, and gives it back when it fails", async () => {
    const { fs } = memory({ "/proc/100/stat": stat(55) });
    await expect(withLock(machine(fs), async () => { throw new Error(await fs.readText(LOCK)); })).rejects.toThrow("100 55");
    expect(await fs.exists(LOCK)).toBe(false);
  });
  it("takes over from a process that is gone, or whose number another one has now", async () => {
    for (const files of [{}, { "/proc/7/stat": stat(999) }]) {
      const { fs } = memory({ [LOCK]: "7 55", ...files });
      expect(await withLock(machine(fs), () => Promise.resolve("done"))).toBe("done");
    }
  });
  it("takes over from one that has ended all but a thread that waits for a disk", async () => {
    const { fs } = memory({ [LOCK]: "7 55", "/proc/7/stat": stat(55).replace(") S ", ") Z ") });
    expect(await withLock(machine(fs), () => Promise.resolve("done"))).toBe("done");
  });
  it("gives back the lock of another run that came first where a third one is gone", async () => {
    const { fs } = memory({ [LOCK]: "7 55", "/proc/8/stat": stat(66), "/proc/100/stat": stat(77) });
    // The other one has replaced the lock between the look and the taking away.
    const late = { ...fs, rename: async (from: string, to: string) => { await fs.replace(from, "8 66"); await fs.rename(from, to); } };
    await expect(withLock(machine(late), () => Promise.resolve())).rejects.toThrow(Busy);
    expect(await fs.readText(LOCK)).toBe("8 66");
    expect(await fs.list("/run/ramvisor")).toEqual(["lock"]);
  });
  it("does not stay behind for ever where a run was killed before it wrote its name into it", async () => {
    const { fs } = memory({ [LOCK]: "" });
    expect(await withLock(machine(fs), () => Promise.resolve("done"))).toBe("done");
  });
  it("waits for one that lives, and gives up after a minute", async () => {
    const { fs, volume } = memory({ [LOCK]: "7 55", "/proc/7/stat": stat(55) });
    await expect(withLock(machine(fs), () => Promise.resolve())).rejects.toThrow(Busy);
    const freed = machine(fs, undefined, (self) => { if (self.now > 10) volume.rmSync(LOCK, { force: true }); });
    expect(await withLock(freed, () => Promise.resolve("done"))).toBe("done");
  });
});
