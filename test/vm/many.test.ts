import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PlannedDisk } from "../../src/model/plan.ts";
import type { StepOutcome } from "../../src/model/step.ts";
import { makeBlankDisk } from "../../src/qemu/disk-file.ts";
import { DEFAULT_LINE, DEFAULT_NIC } from "../../src/qemu/options.ts";
import { BOOT_MS, Bench, Host } from "./support/host.ts";

const DISKS = 24;
const bench = new Bench();
const serials = Array.from({ length: DISKS }, (_, index) => `MANY${String(index).padStart(2, "0")}`);
let host: Host;

const start = (): Promise<Host> => Host.boot(bench, { line: `${DEFAULT_LINE} disks.separate`, macs: [DEFAULT_NIC], disks: serials.map((serial) => ({ file: bench.path(`${serial}.img`), format: "raw", serial })) });
const planned = async (): Promise<PlannedDisk[]> => (await host.json("/run/ramvisor/plan.json"))["disks"] as PlannedDisk[];
const claims = async (): Promise<StepOutcome[]> => (await host.json("/run/ramvisor/steps.disks.json") as unknown as StepOutcome[]).filter(({ action }) => action === "disk.claim");

beforeAll(async () => {
  await bench.open();
  for (const serial of serials) await makeBlankDisk(bench.path(`${serial}.img`), 512 * 1024 ** 2);
  host = await start();
}, BOOT_MS);
afterAll(() => bench.close());

describe(`${String(DISKS)} blank disks, each to be a pool of its own`, () => {
  it("are all claimed in one start, which becomes ready with all pools", async () => {
    expect(await host.ready(0, 2 * BOOT_MS)).toMatchObject({ ready: true, outcome: "configured", fields: { disks: `claim:${String(DISKS)},own:0,refuse:0` } });
    expect((await claims()).map(({ result }) => result)).toEqual(Array.from({ length: DISKS }, () => "changed"));
    expect(await host.sortedLines("findmnt -rn -t ext4 -o TARGET")).toHaveLength(DISKS);
    expect(await host.sortedLines("virsh pool-list --name")).toEqual((await planned()).map(({ pool }) => String(pool)).sort());
    await host.run("for pool in /var/lib/ramvisor/pools/*; do basename $pool > $pool/whose; done; sync");
  }, 3 * BOOT_MS);

  it("are the same pools after a power cut, in whatever order the machine shows them, and nothing is claimed again", async () => {
    const before = new Map((await planned()).map(({ id, pool }) => [id, pool]));
    await host.machine.stop();
    serials.reverse();
    host = await start();
    expect(await host.ready(0, 2 * BOOT_MS)).toMatchObject({ ready: true, fields: { disks: `claim:0,own:${String(DISKS)},refuse:0` } });
    expect(new Map((await planned()).map(({ id, pool }) => [id, pool]))).toEqual(before);
    expect(await claims()).toEqual([]);
    expect(await host.run("for pool in /var/lib/ramvisor/pools/*; do [ $(basename $pool) = $(cat $pool/whose) ] || echo $pool; done")).toBe("");
  }, 3 * BOOT_MS);
});
