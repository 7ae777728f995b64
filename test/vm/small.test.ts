import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { makeBlankDisk } from "../../src/qemu/disk-file.ts";
import { DEFAULT_LINE, DEFAULT_NIC } from "../../src/qemu/options.ts";
import { BOOT_MS, Bench, Host } from "./support/host.ts";

const bench = new Bench();
/** Of 2014: 410 MB of RAM. */
const MEMORY_MIB = 320;

beforeAll(() => bench.open());
afterEach(() => bench.stopAll());
afterAll(() => bench.close());

describe(`a machine with ${String(MEMORY_MIB)} MiB`, () => {
  it("becomes ready with its disk claimed, and nothing was killed for want of memory", async () => {
    const disk = await makeBlankDisk(bench.path("disk.img"), 1024 ** 3);
    const host = await Host.boot(bench, { line: DEFAULT_LINE, macs: [DEFAULT_NIC], memoryMiB: MEMORY_MIB, disks: [{ file: disk, format: "raw", serial: "ramvisor-small-0" }] });
    // What does not fit into the page cache is decompressed again and again: the first answer may be "not yet".
    expect(await host.ready()).toMatchObject({ ready: true, outcome: "configured", fields: { disks: "claim:1,own:0,refuse:0" } });
    expect(await host.run("awk '/^oom_kill /{print $2}' /proc/vmstat")).toBe("0");
    expect((await host.json("/run/ramvisor/report.json"))["memoryUsedBytes"]).toBeLessThan(256 * 1024 ** 2);
  }, 2 * BOOT_MS);

  it("starts from the medium itself, whose loader needs memory, too", async () => {
    const host = await Host.boot(bench, { line: DEFAULT_LINE, macs: [DEFAULT_NIC], memoryMiB: MEMORY_MIB, iso: await bench.personalIso(DEFAULT_LINE) });
    expect(await host.ready()).toMatchObject({ ready: true, outcome: "configured" });
    expect(await host.run("awk '/^oom_kill /{print $2}' /proc/vmstat")).toBe("0");
  }, 2 * BOOT_MS);
});
