import { describe, expect, it } from "vitest";
import { answers, untilHangs, whileAnswers } from "../../../src/apply/hanging.ts";

/** Numbers of a stat file: reads, writes finished; those that wait. */
type Stat = readonly [number, number, number];

/** What each disk says at each look, half a second apart, and the state of the program that works on them; the last one again and again. Gives the answer, and the seconds it took. */
async function watched(disks: Record<string, readonly Stat[]>, looks: number, spared: readonly string[] = [], program: string | null = null): Promise<[string[] | null, number]> {
  let now = 0;
  const text = ([reads, writes, waiting]: Stat): string => `  ${reads} 0 8 1 ${writes} 0 8 1 ${waiting} 2 3 0 0 0 0 0 0\n`;
  const found = await untilHangs({
    fs: { list: () => Promise.resolve(["100"]), readText: (path: string) => {
      if (path.startsWith("/proc/")) return Promise.resolve({ "/proc/self/task/100/children": "200 ", "/proc/100/stat": "100 (node) S 1", "/proc/200/stat": `200 (mdadm) ${program?.[now * 2 - 1] ?? program?.at(-1) ?? "S"} 100` }[path] ?? "");
      const said = disks[path.split("/")[4] ?? ""];
      const stat = said?.[now * 2 - 1] ?? said?.at(-1);
      return stat === undefined ? Promise.reject(new Error("ENOENT")) : Promise.resolve(text(stat));
    } } as never,
    sleep: (milliseconds) => { now += milliseconds / 1000; return Promise.resolve(); },
  }, Object.keys(disks), { limitMs: 3000, spared: (name) => Promise.resolve(spared.includes(name)), alone: program !== null }, () => now * 2 > looks);
  return [found, now];
}

describe("a disk hangs", () => {
  it("where requests wait and none is finished for so long", async () => {
    expect(await watched({ vda: [[5, 0, 1]] }, 99)).toEqual([["vda"], 3.5]);
    expect(await watched({ vda: [[5, 0, 0]], vdb: [[1, 1, 0], [1, 2, 2], [1, 2, 2]] }, 99)).toEqual([["vdb"], 4]);
  });

  it("and no other one finishes any meanwhile; one that is gone is no other one", async () => {
    const busy = Array.from({ length: 10 }, (_, look): Stat => [look, 0, 0]);
    expect(await watched({ vda: [[5, 0, 1]], vdb: busy }, 99)).toEqual([["vda"], 8]);
    expect(await watched({ vda: [[5, 0, 1]], vdb: [] }, 99)).toEqual([["vda"], 3.5]);
  });

  it("and not where it is slow, idle or gone", async () => {
    const slow = Array.from({ length: 40 }, (_, look): Stat => [5, Math.floor(look / 5), 3]);
    expect(await watched({ vda: slow }, 38)).toEqual([null, 19.5]);
    expect(await watched({ vda: [[5, 0, 0]] }, 38)).toEqual([null, 19.5]);
    expect(await watched({ vda: [] }, 38)).toEqual([null, 19.5]);
    // Between two looks it may have finished one and begun the next.
    expect(await watched({ vda: [[1, 0, 1], [1, 0, 1], [2, 0, 1], [2, 0, 1], [2, 0, 0], [2, 0, 1], [2, 0, 1], [3, 0, 0]] }, 20)).toEqual([null, 10.5]);
  });

  it("where nothing at all is finished for half a minute: a flush is not among the requests that wait", async () => {
    expect(await watched({ vda: [[5, 0, 0]] }, 99)).toEqual([["vda"], 30.5]);
  });

  it("but not as long as a program reckons and asks for nothing", async () => {
    expect(await watched({ vda: [[5, 0, 0]] }, 99, [], "R")).toEqual([null, 50]);
    expect(await watched({ vda: [[5, 0, 0]] }, 99, [], `${"R".repeat(70)}S`)).toEqual([["vda"], 35.5]);
  });

  it("sooner where a program waits in the kernel all the while, and for no other node: one of them it is", async () => {
    expect(await watched({ vda: [[5, 0, 0]] }, 99, [], "D")).toEqual([["vda"], 5.5]);
    expect(await watched({ vda: [[5, 0, 0]], vdb: [[1, 0, 0]] }, 99, [], "D")).toEqual([["vda", "vdb"], 5.5]);
    expect(await watched({ vda: [[5, 0, 0]], vdb: [[1, 0, 0]] }, 99, ["vda"], "D")).toEqual([["vdb"], 5.5]);
    // A flush that takes a good disk four seconds.
    expect(await watched({ vda: [...Array.from({ length: 8 }, (): Stat => [5, 0, 0]), [6, 0, 0]] }, 10, [], "D")).toEqual([null, 5.5]);
    // It works: between two waits it was elsewhere.
    expect(await watched({ vda: [[5, 0, 0]] }, 20, [], "DDDSDDSDDSDDSDDSDDSDDSDDSDDSDD")).toEqual([null, 10.5]);
    // Of several that may be it, the one that is seen to wait.
    expect(await watched({ vda: [[5, 0, 0]], vdb: [[1, 0, 1]] }, 99, [], "D")).toEqual([["vdb"], 3.5]);
  });

  it("without a question to the threads where requests are seen to wait", async () => {
    let asked = 0;
    const threads = { list: () => { asked++; return Promise.resolve([]); }, readText: () => Promise.resolve("  5 0 8 1 0 0 8 1 1 2 3 0 0 0 0 0 0\n") };
    expect(await untilHangs({ fs: threads as never, sleep: () => Promise.resolve() }, ["vda"], { limitMs: 7500, alone: true }, () => false)).toEqual(["vda"]);
    expect(asked).toBe(0);
  });

  it("not where the work goes on without it", async () => {
    expect(await watched({ vda: [[5, 0, 1]], vdb: [[1, 0, 0]] }, 38, ["vda"])).toEqual([null, 19.5]);
    expect(await watched({ vda: [[5, 0, 1]], vdb: [[1, 0, 0], [2, 0, 0], [3, 0, 1], [3, 0, 1]] }, 99, ["vda"])).toEqual([["vdb"], 4.5]);
    // Nothing waits on the other one, and all stand: its flush does.
    expect(await watched({ vda: [[5, 0, 1]], vdb: [[1, 0, 0]] }, 99, ["vda"])).toEqual([["vdb"], 30.5]);
  });
});

describe("what is done on one disk", () => {
  const host = (waiting: number): never => ({ fs: { list: () => Promise.resolve(["100"]), readText: (path: string) => Promise.resolve(path.startsWith("/proc/") ? "" : `1 0 0 0 1 0 0 0 ${String(waiting)} 0 0`) }, sleep: () => new Promise((resolve) => setTimeout(resolve, 1)), plan: { disks: [{ id: "virtio-a", path: "/dev/vda" }] } }) as never;

  it("is waited for while the disk answers, and given up where it does not", async () => {
    expect(await whileAnswers(host(0), "virtio-a", 3000, () => new Promise((resolve) => setTimeout(() => { resolve("done"); }, 20)))).toBe("done");
    await expect(whileAnswers(host(1), "virtio-a", 3000, () => new Promise(() => undefined))).rejects.toThrow("/dev/vda does not answer");
    await expect(whileAnswers(host(1), "virtio-a", 3000, () => Promise.reject(new Error("EIO")))).rejects.toThrow("EIO");
  });

  it("says nothing of later work by what still waits for it", async () => {
    let now = 0;
    const stuck = { ...(host(1) as object), fs: { list: () => Promise.resolve(["100"]), readText: (path: string) => Promise.resolve(path.startsWith("/proc/") ? "100 (node) D 1" : "1 0 0 0 1 0 0 0 1 0 0") } } as never;
    await expect(whileAnswers(stuck, "virtio-a", 3000, () => new Promise(() => undefined))).rejects.toThrow("does not answer");
    const idle = { ...(stuck as { fs: object }).fs, readText: (path: string) => Promise.resolve(path.startsWith("/proc/") ? "100 (node) D 1" : "1 0 0 0 1 0 0 0 0 0 0") } as never;
    expect(await untilHangs({ fs: idle, sleep: (milliseconds) => { now += milliseconds; return Promise.resolve(); } }, ["vdb"], { limitMs: 3000, alone: true }, () => now > 20_000)).toBeNull();
  });

  it("can be done again once nothing waits", async () => {
    const { fs } = host(1) as { fs: never };
    expect([await answers(fs, "vda"), await answers((host(0) as { fs: never }).fs, "vda"), await answers({ readText: () => Promise.reject(new Error("ENOENT")) } as never, "vda")]).toEqual([false, true, true]);
  });
});
