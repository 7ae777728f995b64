import { afterAll, beforeAll, expect, it } from "vitest";
import type { PlannedDisk } from "../../src/model/plan.ts";
import type { StepOutcome } from "../../src/model/step.ts";
import { makeBlankDisk } from "../../src/qemu/disk-file.ts";
import type { Machine } from "../../src/qemu/machine.ts";
import { DEFAULT_LINE, DEFAULT_NIC } from "../../src/qemu/options.ts";
import type { ReadyLine } from "../../src/qemu/ready-line.ts";
import { Bench, Host } from "./support/host.ts";

const MIB = 1024 ** 2;
const bench = new Bench();
let host: Host;
let said: ReadyLine;

/** QEMU's own way to hold one request back (docs/devel/blkdebug.rst), through its old monitor. */
const debug = (machine: Machine, command: string): Promise<unknown> => machine.monitor("human-monitor-command", { "command-line": `qemu-io hangs "${command}"` });

const addHanging = (machine: Machine): Promise<unknown> => machine.monitor("blockdev-add", { "driver": "raw", "node-name": "hangs", "file": { driver: "blkdebug", image: { driver: "file", filename: bench.path("hangs.img") } } });
const plug = (machine: Machine, drive: string, slot: number): Promise<unknown> => machine.monitor("device_add", { driver: "virtio-blk-pci", id: `${drive}-card`, drive, serial: drive.toUpperCase(), bus: `slot${String(slot)}`, rerror: "report" });

/** Plugs in, before the kernel looks for disks, one whose first write is never answered, and one that fails at a read. */
async function plugBadDisks(machine: Machine): Promise<void> {
  await addHanging(machine);
  await debug(machine, "break write_aio first");
  await machine.monitor("blockdev-add", { "driver": "raw", "node-name": "fails", "file": {
    "driver": "blkdebug", "image": { "driver": "null-co", "size": 768 * MIB, "read-zeroes": true }, "inject-error": [{ event: "read_aio", errno: 5, sector: 4096, once: false }],
  } });
  for (const [slot, drive] of ["hangs", "fails"].entries()) {
    await plug(machine, drive, slot);
  }
}

beforeAll(async () => {
  await bench.open();
  // By its size the one that hangs comes first: it is to be the pool `default`, with the host keys.
  await makeBlankDisk(bench.path("hangs.img"), 512 * MIB);
  await makeBlankDisk(bench.path("good.img"), 1024 * MIB);
  host = await Host.boot(bench, { line: DEFAULT_LINE, macs: [DEFAULT_NIC], freeSlots: 2, disks: [{ file: bench.path("good.img"), format: "raw", serial: "GOOD" }] });
  await plugBadDisks(host.machine);
  said = await host.line();
});
afterAll(() => bench.close());

it("a disk that hangs while it is claimed costs its own pool and no other", async () => {
  expect(said).toMatchObject({ ready: false, fields: { reason: "pool.inactive" } });
  const { disks } = await host.json("/run/ramvisor/plan.json") as { disks: PlannedDisk[] };
  expect(disks.map(({ id, verdict, reason, pool }) => `${id} ${verdict} ${reason} ${String(pool)}`).sort()).toEqual(["virtio-FAILS refuse unreadable null", "virtio-GOOD claim blank pool2", "virtio-HANGS claim blank default"]);
  expect(await host.run("findmnt -n -o TARGET -t ext4; virsh pool-list --name; virsh net-list --name")).toMatch(/^\/var\/lib\/ramvisor\/pools\/pool2\n\s*pool2\s+default\s*$/);
});

it("and holds the start up for its limit of 8 s and what a claim takes there", async () => {
  const steps = await host.json("/run/ramvisor/steps.disks.json") as unknown as StepOutcome[];
  const claims = steps.filter(({ action }) => action === "disk.claim");
  expect(claims.map(({ result }) => result)).toEqual(["failed", "changed"]);
  // Beside the limit: what came before the write that hangs, and the processes of it, which the claim of the good disk has too.
  const [hanging, good] = claims.map(({ seconds }) => seconds);
  expect(hanging).toBeLessThan(8 + 2 + Number(good));
  expect(claims[0]?.error).toBe(`${await host.run("realpath /dev/disk/by-id/virtio-HANGS")} does not answer; once it does, run: ramvisor`);
  // Real time was lost: what waits for the disk still waits.
  expect(await host.run("cat /sys/class/block/$(basename $(realpath /dev/disk/by-id/virtio-HANGS))/inflight")).toMatch(/[1-9]/);
});

it("the screen says at once which disk it is, and what to do", async () => {
  const { text } = host.machine.transcript;
  const libvirt = Number(/^libvirt ([\d.]+)$/m.exec(await host.run("cat /run/ramvisor/timeline"))?.[1]);
  expect(said.seconds).toBeLessThan(libvirt + 10);
  expect(text.replaceAll(/\s+/g, " ")).toMatch(/\/dev\/vd[a-c] antwortet nicht; sobald sie es wieder tut, ausführen: ramvisor/);
  expect(text).toMatch(/pool2 \((?!nicht)/);
});

it("once the disk answers, it is claimed and the host becomes ready, by itself", async () => {
  const from = host.machine.transcript.position;
  await debug(host.machine, "resume first");
  expect(await host.ready(from)).toMatchObject({ ready: true });
  expect(await host.run("findmnt -n -o TARGET -t ext4 | sort; virsh pool-list --name | sort")).toMatch(/pools\/default\n.*pools\/pool2\n\s*default\npool2/);
  expect(await host.run("test -e /run/ramvisor/disks.hanging || echo none")).toBe("none");
});

/** Longer than the 6 s without a new device, on a slow machine; shorter than the minute that a controller has which is only slow. */
const WITHOUT_DISK_S = 30;

it("a disk whose very first read hangs, and with it its driver, is gone on without, and refused", async () => {
  await bench.stopAll();
  await makeBlankDisk(bench.path("hangs.img"), 512 * MIB);
  await makeBlankDisk(bench.path("good.img"), 1024 * MIB);
  host = await Host.boot(bench, { line: DEFAULT_LINE, macs: [DEFAULT_NIC], freeSlots: 1, disks: [{ file: bench.path("good.img"), format: "raw", serial: "GOOD" }] });
  await addHanging(host.machine);
  await plug(host.machine, "hangs", 0);
  // QEMU itself reads the first sector of a disk that is plugged in, and the firmware reads it once: the next one is the kernel's.
  const reads = async (): Promise<number> => ((await host.machine.monitor("query-blockstats")) as { "node-name": string; stats: { rd_operations: number } }[]).find((drive) => drive["node-name"] === "hangs")?.stats.rd_operations ?? 0;
  while ((await reads()) < 1) await new Promise((resolve) => setTimeout(resolve, 50));
  await debug(host.machine, "break read_aio first");
  expect(await host.ready()).toMatchObject({ ready: true });
  const at = (name: string, timeline: string): number => Number(new RegExp(`^${name} ([\\d.]+)$`, "m").exec(timeline)?.[1]);
  const timeline = await host.run("cat /run/ramvisor/timeline");
  expect(at("drivers", timeline) - at("root-mounted", timeline)).toBeGreaterThan(6);
  expect(at("drivers", timeline) - at("root-mounted", timeline)).toBeLessThan(WITHOUT_DISK_S);
  expect(host.machine.transcript.text).toContain("a device does not answer, going on without it");
  const { disks } = await host.json("/run/ramvisor/plan.json") as { disks: PlannedDisk[] };
  expect(disks.map(({ verdict, reason, pool }) => `${verdict} ${reason} ${String(pool)}`).sort()).toEqual(["claim blank default", "refuse unreadable null"]);
});
