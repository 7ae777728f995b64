import { describe, expect, it } from "vitest";
import type { ApplyContext } from "../../../src/apply/context.ts";
import { CommandFailed, Refused } from "../../../src/apply/explain.ts";
import { withPartition } from "../../../src/apply/partition.ts";
import { context, memory, noDisks, ok, programs } from "./fakes.ts";

const WANTED = { startByte: 1024 ** 2, sizeBytes: 512 * 2048 };
const SHOWN = { "/sys/class/block/vda/vda1/start": "2048\n", "/sys/class/block/vda/vda1/size": "2048\n", "/sys/class/block/vda/vda1/dev": "254:1\n" };

function setUp(files: Record<string, string>): { given: ApplyContext; called: () => string[] } {
  const { fs } = memory(files);
  const { run, calls } = programs({ partx: () => ok(), udevadm: () => ok() });
  const given = context({ fs, run, disks: { ...noDisks, isBlockDevice: () => Promise.resolve(true) }, sleep: () => Promise.resolve() });
  return { given, called: () => calls.map(({ program, args }) => [program, ...args].join(" ")) };
}

/** A use of the partition that fails so many times, then succeeds; and how often it was tried. */
function failing(error: Error, times = Infinity): { use: () => Promise<string>; tries: () => number } {
  let tries = 0;
  return { use: () => (++tries <= times ? Promise.reject(error) : Promise.resolve("mounted")), tries: () => tries };
}

describe("the kernel's partition of a disk that udev may be reading", () => {
  it("is handed over at once where it is shown", async () => {
    const { given, called } = setUp(SHOWN);
    expect(await withPartition(given, "/dev/vda", WANTED, (partition) => Promise.resolve(partition))).toEqual({ path: "/dev/vda1", device: "254:1" });
    expect(called()).toEqual([]);
  });

  it("is tried again where a command fails on it, three times in all", async () => {
    const { given, called } = setUp(SHOWN);
    const once = failing(new CommandFailed("mount ended with code 32: no such device"), 1);
    expect([await withPartition(given, "/dev/vda", WANTED, once.use), once.tries(), called()]).toEqual(["mounted", 2, ["udevadm settle --timeout=5"]]);
    const always = failing(new CommandFailed("mke2fs ended with code 1"));
    await expect(withPartition(given, "/dev/vda", WANTED, always.use)).rejects.toThrow("mke2fs ended with code 1");
    expect(always.tries()).toBe(3);
  });

  it("is not tried again where something is refused", async () => {
    const { given } = setUp(SHOWN);
    const refused = failing(new Refused("something else is mounted"));
    await expect(withPartition(given, "/dev/vda", WANTED, refused.use)).rejects.toThrow("something else is mounted");
    expect(refused.tries()).toBe(1);
  });

  it("is told to the kernel where it does not appear, and given up after 5 s", async () => {
    const { given, called } = setUp({ "/sys/class/block/vda/size": "8192\n" });
    await expect(withPartition(given, "/dev/vda", WANTED, () => Promise.resolve("never"))).rejects.toThrow("the kernel does not show the partition of /dev/vda");
    expect(new Set(called())).toEqual(new Set(["partx --add --nr 1 /dev/vda"]));
  });
});
