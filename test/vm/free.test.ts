import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { execa } from "execa";
import { makeBlankDisk } from "../../src/qemu/disk-file.ts";
import { DEFAULT_LINE, DEFAULT_NIC } from "../../src/qemu/options.ts";
import type { ReadyLine } from "../../src/qemu/ready-line.ts";
import { Bench, Host, type Answer } from "./support/host.ts";

const GIB = 1024 ** 3;
const POOL = "/var/lib/ramvisor/pools/default";
const SERIAL = "USED0001";
const ID = `virtio-${SERIAL}`;

const bench = new Bench();
let host: Host;
let ready: ReadyLine;
let disk: string;

const free = (typed: string, options = ""): Promise<Answer> => host.ssh(`ramvisor disk free ${ID} --lang en ${options}`, { input: typed, limitMs: 240_000 });

beforeAll(async () => {
  await bench.open();
  disk = await makeBlankDisk(bench.path("disk.img"), 2 * GIB);
  await execa("mke2fs", ["-q", "-F", "-t", "ext4", disk]);
  host = await Host.boot(bench, { line: DEFAULT_LINE, macs: [DEFAULT_NIC], disks: [{ file: disk, format: "raw", serial: SERIAL }] });
  ready = await host.ready();
});
afterAll(() => bench.close());

describe("a host with a used disk", () => {
  it("becomes ready without it, and says how to hand it over", () => {
    expect(ready).toMatchObject({ ready: true, fields: { disks: "claim:0,own:0,refuse:1" } });
    expect(host.machine.transcript.text).toContain(`ramvisor disk free ${ID}`);
  });

  it("writes nothing for a wrong serial number, none, or another disk's name", async () => {
    const before = await host.run("head -c 4M /dev/vda | sha256sum; blkid -p -o value -s UUID /dev/vda");
    const wrong = await free("USED0002\n");
    expect(wrong).toMatchObject({ code: 1 });
    expect(wrong.stdout.replaceAll(/\s+/g, " ")).toContain("wipefs finds ext4 at offset 1080");
    expect(wrong.stdout).toContain("nothing was written");
    expect((await free("")).code).toBe(1);
    expect(await host.ssh("ramvisor disk free virtio-NONE --lang en")).toEqual({ code: 2, stdout: "", stderr: `There is no disk virtio-NONE; there are: ${ID}.` });
    expect(await host.run("head -c 4M /dev/vda | sha256sum; blkid -p -o value -s UUID /dev/vda")).toBe(before);
  });

  it("takes it at once when its serial number is typed", async () => {
    const began = performance.now();
    const freed = await free(`${SERIAL}\n`, "--format json");
    process.stdout.write(`freed and claimed in ${((performance.now() - began) / 1000).toFixed(1)} s\n${freed.stdout}\n${freed.stderr}\n`);
    expect(freed.code, freed.stdout + freed.stderr).toBe(0);
    expect(JSON.parse(freed.stdout)).toMatchObject({
      schema: "ramvisor.disk-free/1", result: "freed", found: { verdict: "refuse", reason: "signature" },
      claim: { outcome: "configured", verdict: "claim", reason: "freed", pool: "default", mountedAt: POOL, error: null },
    });
  });

  it("is as ready as one that started with a blank disk", async () => {
    const status = await host.ssh("ramvisor status --wait 60");
    expect(status.code, status.stdout + status.stderr).toBe(0);
    expect((await host.virsh("pool-list", "--name")).stdout.trim().split("\n")).toEqual(["default"]);
    expect(await host.run(`findmnt -n -o FSTYPE,LABEL ${POOL}`)).toMatch(/^ext4\s+ramvisor-default$/);
    expect((await host.virsh("vol-create-as", "default", "guest.qcow2", "64M", "--format", "qcow2")).code).toBe(0);
    const again = await host.ssh("ramvisor");
    expect(again.code, again.stderr).toBe(0);
  });

  it("does not clear it while it is the host's pool, and says how to take it out of use", async () => {
    const refused = await free(`${SERIAL} default\n`);
    expect(refused.code).toBe(1);
    expect(refused.stdout).toContain("it is mounted");
    expect(refused.stdout.replaceAll(/\s+/g, " ")).toContain(`umount ${POOL} && ramvisor disk free ${ID}`);
    expect((await host.ssh("ramvisor status")).code).toBe(0);
  });
});
