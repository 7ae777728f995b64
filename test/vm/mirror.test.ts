import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { copyFile, open } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeBlankDisk } from "../../src/qemu/disk-file.ts";
import { DEFAULT_LINE, DEFAULT_NIC } from "../../src/qemu/options.ts";
import type { ReadyLine } from "../../src/qemu/ready-line.ts";
import { checksum, PARTITION_START, parseSuperblock, SUPERBLOCK_BYTES, SUPERBLOCK_OFFSET } from "../../src/raid/superblock.ts";
import { Bench, Host } from "./support/host.ts";

const MIB = 1024 ** 2;
const POOL = "/var/lib/ramvisor/pools/default";
const AT = PARTITION_START + SUPERBLOCK_OFFSET;

const bench = new Bench();
let host: Host;
let ready: ReadyLine;
const file = (name: string): string => bench.path(`${name}.img`);
/** Digests of the foreign disks, once their array is made. */
let foreign: string[] = [];

/**
 * Boots with these disks; the letter is the serial number, whatever file lies behind it. A machine that is busy with other
 * things does not read both ends of a disk in 5 seconds: then nothing is written, and another boot may do better.
 */
const boot = async (disks: Record<string, string>): Promise<void> => {
  for (let attempt = 1; ; attempt++) {
    await bench.stopAll();
    host = await Host.boot(bench, { line: DEFAULT_LINE, macs: [DEFAULT_NIC], disks: Object.entries(disks).map(([name, path]) => ({ file: path, format: "raw", serial: `mirror-${name}` })) });
    ready = await host.ready();
    const { disks: planned } = await host.json("/run/ramvisor/plan.json") as { disks: { reason: string }[] };
    if (attempt === 3 || !planned.some(({ reason }) => reason === "unreadable" || reason === "unproved")) return;
  }
};

async function digest(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}

async function superblock(path: string, change?: (block: Buffer) => void): Promise<Buffer> {
  const handle = await open(path, change === undefined ? "r" : "r+");
  const block = Buffer.alloc(SUPERBLOCK_BYTES);
  await handle.read(block, 0, SUPERBLOCK_BYTES, AT);
  if (change !== undefined) {
    change(block);
    await handle.write(block, 0, SUPERBLOCK_BYTES, AT);
  }
  await handle.close();
  return block;
}

const mirror = async (): Promise<unknown> => (JSON.parse((await host.ssh("ramvisor status --format json")).stdout) as { pools: { mirror: unknown }[] }).pools.map((pool) => pool.mirror);
const array = (): Promise<string> => host.run(`findmnt -n -o SOURCE ${POOL}`);
const settled = async (): Promise<string> => {
  for (let i = 0; i < 180 && (await host.run("cat /sys/block/md0/md/sync_action")) !== "idle"; i++) await new Promise((resolve) => setTimeout(resolve, 1000));
  return host.run("mdadm --detail /dev/md0");
};

beforeAll(async () => {
  await bench.open();
  for (const name of ["a", "b"]) await makeBlankDisk(file(name), 512 * MIB);
  await makeBlankDisk(file("c"), 640 * MIB);
  for (const name of ["f", "g"]) {
    await makeBlankDisk(file(name), 160 * MIB);
    // A boot sector of a former life: it is not blank, and so not for us.
    const handle = await open(file(name), "r+");
    await handle.write(Buffer.from([0x55, 0xaa]), 0, 2, 510);
    await handle.close();
  }
});
afterAll(() => bench.close());

describe("two blank disks of equal size", () => {
  beforeAll(() => boot({ a: file("a"), b: file("b"), f: file("f"), g: file("g") }));

  it("become one pool on a mirror, usable at once", async () => {
    expect(ready).toMatchObject({ ready: true, fields: { disks: "claim:2,own:0,refuse:2" } });
    expect(await array()).toBe("/dev/md0");
    expect((await host.run("virsh pool-list --name")).trim()).toBe("default");
    await host.run(`echo first > ${POOL}/word && dd if=/dev/urandom of=${POOL}/blob bs=1M count=40 status=none && cd ${POOL} && sha256sum blob > blob.sum && sync`);
  });

  it("are matched in the background, with bitmap and the superblock that is asked for", async () => {
    const detail = await settled();
    expect(detail).toMatch(/State : (?:clean|active)\s*$/m);
    expect(detail).toMatch(/Raid Level : raid1/);
    expect(detail).toMatch(/Version : 1\.2/);
    expect(detail).toMatch(/Intent Bitmap : Internal/);
    expect(detail).toMatch(/Active Devices : 2/);
    expect(await mirror()).toEqual([{ state: "clean", percent: null }]);
  });

  it("are changed by no second run", async () => {
    const again = await host.ssh("ramvisor --format json");
    expect(again.code, again.stdout + again.stderr).toBe(0);
    const { steps } = await host.json("/run/ramvisor/report.json") as { steps: { result: string }[] };
    expect(steps.filter(({ result }) => result === "changed" || result === "failed")).toEqual([]);
    expect(await mirror()).toEqual([{ state: "clean", percent: null }]);
  });

  it("are left clean by a power-off; a foreign array is made meanwhile", async () => {
    await host.run("mdadm --create /dev/md9 --run --level=1 --raid-devices=2 --metadata=1.2 --assume-clean --bitmap=none --homehost=other --name=data /dev/disk/by-id/virtio-mirror-f /dev/disk/by-id/virtio-mirror-g && mke2fs -q -F /dev/md9 && mdadm --stop /dev/md9 && sync");
    await host.ssh("systemctl poweroff");
    await host.machine.ended;
    foreign = [await digest(file("f")), await digest(file("g"))];
    const [one, other] = [parseSuperblock(await superblock(file("a"))), parseSuperblock(await superblock(file("b")))];
    expect(one).toMatchObject({ slot: 0, active: [0, 1], level: 1, raidDisks: 2, rebuilding: false });
    expect(other).toMatchObject({ slot: 1, active: [0, 1], uuid: one?.uuid, events: one?.events });
  });
});

describe("with one of the two missing", () => {
  beforeAll(() => boot({ a: file("a"), f: file("f"), g: file("g") }));

  it("the pool runs on the other, and everything says so", async () => {
    expect(ready).toMatchObject({ ready: true, fields: { disks: "claim:0,own:1,refuse:2" } });
    expect(await host.run(`cat ${POOL}/word`)).toBe("first");
    expect(await mirror()).toEqual([{ state: "degraded", percent: null }]);
    expect((await host.ssh("ramvisor status")).stdout).toContain("EINGESCHRÄNKT");
    expect(host.machine.transcript.text).toMatch(/Pool\s+default\s+läuft\s+auf\s+nur\s+einer\s+Platte/);
    expect((await host.json("/run/ramvisor/report.json"))["problems"]).toMatchObject([{ code: "mirror.degraded", severity: "warning" }]);
    await host.run(`echo second >> ${POOL}/word && sync`);
  });

  it("a foreign array is neither started nor written to", async () => {
    expect(await host.run("ls -d /sys/block/md*")).toBe("/sys/block/md0");
    await host.stop();
    expect([await digest(file("f")), await digest(file("g"))]).toEqual(foreign);
    // What the next boots begin with.
    await copyFile(file("a"), file("a-alone"));
    await copyFile(file("b"), file("b-alone"));
    await copyFile(file("b"), file("b-apart"));
  });
});

describe("with a blank disk in the place of the missing one", () => {
  beforeAll(() => boot({ a: file("a"), c: file("c") }));

  it("joins by itself and is rebuilt to the end", async () => {
    expect(ready).toMatchObject({ ready: true, fields: { disks: "claim:1,own:1,refuse:0" } });
    expect((await host.json("/run/ramvisor/report.json"))["problems"]).toMatchObject([{ code: "mirror.rebuild" }]);
    const detail = await settled();
    expect(detail).toMatch(/State : (?:clean|active)\s*$/m);
    expect(detail).toMatch(/Active Devices : 2/);
    expect(await mirror()).toEqual([{ state: "clean", percent: null }]);
    expect(await host.run(`cat ${POOL}/word && cd ${POOL} && sha256sum -c blob.sum`)).toBe("first\nsecond\nblob: OK");
    expect((await host.ssh("ramvisor status")).code).toBe(0);
    await host.run("sync");
    await host.stop();
    expect(parseSuperblock(await superblock(file("c")))).toMatchObject({ slot: 1, active: [0, 1], rebuilding: false });
  });
});

describe("with a disk that has lost the first copy of its partition table", () => {
  const table = Buffer.alloc(512);
  let before = "";
  beforeAll(async () => {
    const handle = await open(file("c"), "r+");
    await handle.read(table, 0, 512, 512);
    await handle.write(Buffer.alloc(512), 0, 512, 512);
    await handle.close();
    before = await digest(file("c"));
    await boot({ a: file("a"), c: file("c") });
  });

  it("the pool runs on the other, which says so, and not one byte is written to it", async () => {
    expect(table.toString("latin1", 0, 8)).toBe("EFI PART");
    expect(ready).toMatchObject({ ready: true, fields: { disks: "claim:0,own:2,refuse:0" } });
    expect(await host.run(`cat ${POOL}/word`)).toBe("first\nsecond");
    expect(await mirror()).toEqual([{ state: "degraded", percent: null }]);
    expect((await host.ssh("ramvisor status")).stdout).toContain("EINGESCHRÄNKT");
    await host.run(`echo third >> ${POOL}/word && sync`);
    await host.stop();
    expect(await digest(file("c"))).toBe(before);
    expect(parseSuperblock(await superblock(file("a")))).toMatchObject({ slot: 0, active: [0] });
    expect(parseSuperblock(await superblock(file("c")))).toMatchObject({ slot: 1, active: [0, 1] });
  });

  it("with its table back it is the one that is behind, and catches up", async () => {
    const handle = await open(file("c"), "r+");
    await handle.write(table, 0, 512, 512);
    await handle.close();
    await boot({ a: file("a"), c: file("c") });
    const { disks } = await host.json("/run/ramvisor/plan.json") as { disks: { reason: string }[] };
    expect(disks.map(({ reason }) => reason).sort()).toEqual(["mirror-behind", "own"]);
    expect(await settled()).toMatch(/Active Devices : 2/);
    expect(await host.run(`cat ${POOL}/word`)).toBe("first\nsecond\nthird");
    expect(await mirror()).toEqual([{ state: "clean", percent: null }]);
  });
});

describe("with both disks there again after each ran alone", () => {
  beforeAll(async () => {
    // What the kernel writes where b runs alone: a's role is spare, and more events than there ever were in common.
    await superblock(file("b"), (block) => {
      const number = block.readUInt32LE(160);
      for (let at = 0; at < block.readUInt32LE(220); at++) if (at !== number) block.writeUInt16LE(0xffff, 256 + 2 * at);
      block.writeBigUInt64LE(block.readBigUInt64LE(200) + 7n, 200);
      block.writeUInt32LE(checksum(block.subarray(0, 256 + 2 * block.readUInt32LE(220))), 216);
    });
    expect(parseSuperblock(await superblock(file("b")))).toMatchObject({ slot: 1, active: [1] });
    await boot({ a: file("a-alone"), b: file("b") });
  });

  it("nothing is used and nothing is thrown away: the choice is a person's", async () => {
    expect(ready).toMatchObject({ ready: true, fields: { disks: "claim:0,own:0,refuse:2" } });
    const { disks } = await host.json("/run/ramvisor/plan.json") as { disks: { reason: string; remedy: string }[] };
    expect(disks.map(({ reason }) => reason)).toEqual(["mirror-diverged", "mirror-diverged"]);
    expect(disks[0]?.remedy).toContain("ramvisor disk free virtio-mirror-a");
    expect(await host.run("ls -d /sys/block/md* 2>/dev/null; true")).toBe("");
    const before = [await digest(file("a-alone")), await digest(file("b"))];
    await host.stop();
    expect([await digest(file("a-alone")), await digest(file("b"))]).toEqual(before);
  });
});

describe("with both disks there again after the one ran alone and the other with a third disk", () => {
  beforeAll(async () => {
    await makeBlankDisk(file("d"), 640 * MIB);
    await boot({ b: file("b-apart"), d: file("d") });
    await settled();
    await host.run(`echo apart >> ${POOL}/word && sync`);
    await host.stop();
  });

  it("the newcomer has the place of the one that was away, under a number of its own", async () => {
    const [stayed, joined] = [parseSuperblock(await superblock(file("b-apart"))), parseSuperblock(await superblock(file("d")))];
    expect(stayed).toMatchObject({ slot: 1, active: [0, 1], number: 1 });
    expect(joined).toMatchObject({ slot: 0, active: [0, 1], rebuilding: false });
    expect(joined?.number).toBeGreaterThan(1);
    expect(stayed?.holders).toEqual([joined?.number, 1]);
  });

  it("nothing is used and not one byte is written, whichever has seen more", async () => {
    const before = [await digest(file("a-alone")), await digest(file("b-apart"))];
    await boot({ a: file("a-alone"), b: file("b-apart") });
    const { disks } = await host.json("/run/ramvisor/plan.json") as { disks: { reason: string }[] };
    expect(disks.map(({ reason }) => reason)).toEqual(["mirror-diverged", "mirror-diverged"]);
    expect(await host.run("ls -d /sys/block/md* 2>/dev/null; true")).toBe("");
    await host.stop();
    expect([await digest(file("a-alone")), await digest(file("b-apart"))]).toEqual(before);
  });
});

describe("with a disk back that the other ran on without", () => {
  beforeAll(() => boot({ a: file("a-alone"), b: file("b-alone") }));

  it("catches up by itself", async () => {
    expect(ready).toMatchObject({ ready: true, fields: { disks: "claim:0,own:2,refuse:0" } });
    expect(await settled()).toMatch(/Active Devices : 2/);
    expect(await host.run(`cat ${POOL}/word`)).toBe("first\nsecond");
    expect(await mirror()).toEqual([{ state: "clean", percent: null }]);
    // What is read now comes from the disk that was behind.
    await host.run("mdadm --manage /dev/md0 --fail /dev/disk/by-id/virtio-mirror-a-part1 && echo 3 > /proc/sys/vm/drop_caches");
    expect(await host.run(`cat ${POOL}/word && cd ${POOL} && sha256sum -c blob.sum`)).toBe("first\nsecond\nblob: OK");
    expect(await mirror()).toEqual([{ state: "degraded", percent: null }]);
  });
});
