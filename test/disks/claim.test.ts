import { closeSync, constants, existsSync, mkdirSync, openSync, rmSync, writeFileSync } from "node:fs";
import * as promises from "node:fs/promises";
import { execFileSync } from "node:child_process";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { diskClaim } from "../../src/apply/actions/diskClaim.ts";
import type { Claim } from "../../src/apply/actions/claimChecks.ts";
import { poolMount } from "../../src/apply/actions/poolMount.ts";
import { hostDisks } from "../../src/apply/blockDevice.ts";
import type { ApplyContext } from "../../src/apply/context.ts";
import { writeFsOver } from "../../src/apply/writeFs.ts";
import { decodeMarker, encodeMarker, MARKER_BYTES, MARKER_OFFSET } from "../../src/marker/index.ts";
import type { Run } from "../../src/model/ports.ts";
import { layOut } from "../../src/plan/disks/layout.ts";
import { run } from "../../src/ports/run.ts";
import { cannotLoop, LoopDisk } from "./loop.ts";
import { notesIn } from "./notesIn.ts";

const MIB = 1024 * 1024;
const SIZE = 192 * MIB;
const GIB = 1024 * MIB;
const reason = cannotLoop();
// A machine without root or loop devices must not read as one where the claim was tried.
if (reason !== null && process.env["RAMVISOR_ALLOW_SKIP"] === undefined) throw new Error(`${reason}; set RAMVISOR_ALLOW_SKIP=1 to leave them out`);

describe.skipIf(reason !== null).each([512, 4096])("disk.claim on a loop device with blocks of %i bytes", { timeout: 30_000 }, (logicalBlockBytes) => {
  let disk: LoopDisk;
  let step: Claim;

  const context = (over: Run = run): ApplyContext => ({
    fs: notesIn(writeFsOver(promises), join(disk.dir, "notes")), run: over, disks: hostDisks,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    plan: { disks: [{ path: disk.path, id: disk.id, sizeBytes: disk.sizeBytes, diskSeq: step.diskSeq, verdict: "claim", reason: "blank", evidence: [], remedy: null, pool: "default" }], locale: { lang: "en", keymap: "us", locale: "C.UTF-8" } },
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    randomInt: () => 0, changed: new Set(),
  });
  const claim = (over: Partial<Claim> = {}, runner?: Run): Promise<"changed" | "unchanged"> => diskClaim(context(runner), { ...step, ...over }, disk.dir);
  const state = (): string => {
    const read = decodeMarker(disk.read(MARKER_OFFSET, MARKER_BYTES));
    return read.state === "good" ? read.marker.state : read.state;
  };
  const mount = (): Promise<"changed" | "unchanged"> =>
    poolMount(context(), { action: "pool.mount", phase: "disks", pool: "default", partitionUuid: step.partitionUuid, path: disk.mountPoint }, disk.dir);
  /** The power fails before or after one program. */
  const failing = (program: string, when: "before" | "after"): Run => async (name, args, options) => {
    if (name !== program) return run(name, args, options);
    if (when === "after") await run(name, args, options);
    return { code: 1, stdout: "", stderr: "power failed", failure: null };
  };

  const blankDisk = (sizeBytes: number): void => {
    disk = new LoopDisk(sizeBytes, logicalBlockBytes);
    step = {
      action: "disk.claim", phase: "disks", path: disk.path, id: disk.id, sizeBytes: disk.sizeBytes, logicalBlockBytes, diskSeq: disk.diskSeq,
      site: "default", pool: "default", resume: false,
      partitionUuid: "11111111-2222-4333-8444-555555555555", filesystemUuid: "66666666-7777-4888-9999-aaaaaaaaaaaa", diskUuid: "bbbbbbbb-cccc-4ddd-8eee-ffffffffffff",
      partition: layOut(disk.sizeBytes, logicalBlockBytes),
    };
  };
  beforeEach(() => { blankDisk(SIZE); });
  afterEach(() => disk.destroy());

  it("makes table, file system and marker, and the pool mounts with what was put on it", async () => {
    expect(await claim()).toBe("changed");
    expect(state()).toBe("ready");
    const table = execFileSync("sfdisk", ["--dump", disk.path], { encoding: "utf8" }).toLowerCase();
    expect(table).toContain(`label-id: ${step.diskUuid}`);
    expect(table).toContain(`uuid=${step.partitionUuid}, name="ramvisor-default"`);
    expect(await mount()).toBe("changed");
    expect(execFileSync("findmnt", ["-n", "-o", "FSTYPE,UUID,LABEL", disk.mountPoint], { encoding: "utf8" }).trim().split(/\s+/)).toEqual(["ext4", step.filesystemUuid, "ramvisor-default"]);
    expect(await mount()).toBe("unchanged");
    // The room for replication metadata behind the partition is untouched.
    const end = step.partition.startByte + step.partition.sizeBytes;
    const tableBytes = 33 * 512 + 4096 * 5;
    const room = disk.sizeBytes - end - tableBytes;
    expect(disk.read(end, room).equals(Buffer.alloc(room))).toBe(true);
    expect(disk.sizeBytes - end).toBeGreaterThanOrEqual(128 * MIB);
  });

  it("forgets the guests of the disk that carried the pool before, and not those of the same one", async () => {
    const known = join(disk.dir, "notes/guests-restored/default");
    await claim();
    await mount();
    mkdirSync(join(disk.dir, "notes/guests-restored"));
    writeFileSync(known, "web\n");
    execFileSync("umount", [disk.mountPoint]);
    expect(await mount()).toBe("changed");
    expect(existsSync(known)).toBe(true);
    execFileSync("umount", [disk.mountPoint]);
    const before = disk;
    blankDisk(SIZE);
    try {
      step.partitionUuid = "22222222-2222-4333-8444-555555555555";
      await claim();
      // Under the same name, in the same start.
      const { mountPoint } = before;
      await poolMount({ ...context(), fs: notesIn(writeFsOver(promises), join(before.dir, "notes")) }, { action: "pool.mount", phase: "disks", pool: "default", partitionUuid: step.partitionUuid, path: mountPoint }, disk.dir);
      expect(existsSync(known)).toBe(false);
    } finally {
      before.destroy();
    }
  });

  // Other inodes from 64 GiB on, and sectors that no 32-bit number holds from 2 TiB on.
  it.each([65 * GIB, 1024 * GIB, 15 * 1024 * GIB])("does the same with a disk of %i bytes", async (sizeBytes) => {
    disk.destroy();
    blankDisk(sizeBytes);
    expect(await claim()).toBe("changed");
    expect(state()).toBe("ready");
    expect(await mount()).toBe("changed");
    const [type = "", size = ""] = execFileSync("findmnt", ["-n", "-b", "-o", "FSTYPE,SIZE", disk.mountPoint], { encoding: "utf8" }).trim().split(/\s+/);
    expect(type).toBe("ext4");
    expect(Number(size) / sizeBytes).toBeGreaterThan(0.95);
    expect(await mount()).toBe("unchanged");
    execFileSync("umount", [disk.mountPoint]);
    execFileSync("e2fsck", ["-f", "-n", `${disk.path}p1`], { stdio: "ignore" });
  }, 240_000);

  it("changes nothing when it is done already, with a guest's data on it", async () => {
    await claim();
    await mount();
    writeFileSync(join(disk.mountPoint, "guest.img"), "data");
    execFileSync("umount", [disk.mountPoint]);
    const before = disk.digest();
    expect(await claim()).toBe("unchanged");
    expect(await claim({ resume: true })).toBe("unchanged");
    expect(disk.digest()).toBe(before);
    await mount();
    expect(existsSync(join(disk.mountPoint, "guest.img"))).toBe(true);
  });

  it.each([
    ["sfdisk", "before"], ["sfdisk", "after"], ["mke2fs", "before"], ["mke2fs", "after"],
  ] as const)("resumes where the power failed with %s (%s it ran)", async (program, when) => {
    await expect(claim({}, failing(program, when))).rejects.toThrow("power failed");
    expect(state()).toBe("claiming");
    disk.forgetPartitions();
    await expect(claim()).rejects.toThrow("unfinished claim");
    expect(await claim({ resume: true })).toBe("changed");
    expect(state()).toBe("ready");
    expect(await mount()).toBe("changed");
  });

  // What follows does not depend on the block size.
  if (logicalBlockBytes !== 512) return;

  it("a mirror's member gets marker and table alone, and keeps what is right when it is resumed", async () => {
    const mirror = { array: "12345678-2222-5333-8444-555555555555", slot: 1, partitionBytes: step.partition.sizeBytes } as const;
    expect(await claim({ mirror })).toBe("changed");
    expect(state()).toBe("claiming");
    expect(execFileSync("sfdisk", ["--dump", disk.path], { encoding: "utf8" })).toContain("A19D880F-05FC-4D3B-A006-743F0F84911E");
    const before = disk.digest();
    // An array may run on it already: then it is left as it is. Whoever else holds it may have set it up: refused. (md itself: test/vm.)
    const held = openSync(disk.path, constants.O_RDWR | constants.O_EXCL);
    const resume = (holder: string): Promise<"changed" | "unchanged"> => {
      const { fs, ...rest } = context(failing("sfdisk", "before"));
      const list = (path: string): Promise<string[]> => (path.endsWith(`/${basename(disk.path)}/holders`) ? Promise.resolve([holder]) : fs.list(path));
      return diskClaim({ ...rest, fs: { ...fs, list } }, { ...step, mirror, resume: true }, disk.dir);
    };
    expect(await resume("md127")).toBe("changed");
    await expect(resume("dm-0")).rejects.toThrow(`${disk.path} is in use`);
    closeSync(held);
    expect(disk.digest()).toBe(before);
    disk.write(0, Buffer.alloc(512));
    disk.forgetPartitions();
    expect(await claim({ mirror, resume: true })).toBe("changed");
    expect(disk.digest()).toBe(before);
    await expect(claim({ mirror: { ...mirror, slot: 0 }, resume: true })).rejects.toThrow("no longer");
    await expect(claim({ resume: true })).rejects.toThrow("no longer");
    expect(disk.digest()).toBe(before);
  });

  it("resumes right after the first marker", async () => {
    const { site, pool, partitionUuid, filesystemUuid } = step;
    disk.write(MARKER_OFFSET, encodeMarker({ format: 1, site, disk: disk.id, sizeBytes: disk.sizeBytes, role: "pool", pool, state: "claiming", partitionUuid, filesystemUuid }));
    expect(await claim({ resume: true })).toBe("changed");
    expect(state()).toBe("ready");
  });

  it.each([
    ["the first byte", 0], ["the marker's place", MARKER_OFFSET + 77], ["the place of an ext4 superblock", 1024 + 0x38],
    ["the partition's start", 3 * MIB + 5], ["the last MiB", SIZE - 100_000], ["the last byte", SIZE - 1],
  ])("refuses where a byte appeared between look and claim: %s", async (_where, offset) => {
    disk.write(offset, Buffer.from([1]));
    const before = disk.digest();
    await expect(claim()).rejects.toThrow(`byte ${offset} is not zero`);
    expect(disk.digest()).toBe(before);
  });

  it("refuses a disk that is mounted, of another size, of another appearance, or gone, and writes nothing", async () => {
    const before = disk.digest();
    await expect(claim({ sizeBytes: disk.sizeBytes - 512 })).rejects.toThrow("when it was looked at");
    await expect(claim({ diskSeq: (step.diskSeq ?? 0) + 1 })).rejects.toThrow("diskseq");
    await expect(claim({ id: "virtio-OTHER" })).rejects.toThrow("is gone");
    expect(disk.digest()).toBe(before);

    execFileSync("mke2fs", ["-q", "-F", disk.path]);
    mkdirSync(disk.mountPoint);
    execFileSync("mount", [disk.path, disk.mountPoint]);
    await expect(claim()).rejects.toThrow("in use");
    await expect(claim({ resume: true })).rejects.toThrow("in use");
  });

  it("finds the disk by the kernel's number where udev has given it no name, and no other disk", async () => {
    const nowhere = "/nonexistent";
    const before = disk.digest();
    await expect(diskClaim({ ...context(), plan: { ...context().plan, disks: [] } }, step, nowhere)).rejects.toThrow("is gone");
    const other = context().plan.disks.map((planned) => ({ ...planned, diskSeq: (planned.diskSeq ?? 0) + 1_000_000 }));
    await expect(diskClaim({ ...context(), plan: { ...context().plan, disks: other } }, step, nowhere)).rejects.toThrow("is gone");
    expect(disk.digest()).toBe(before);
    expect(await diskClaim(context(), step, nowhere)).toBe("changed");
    expect(state()).toBe("ready");
  });

  it("refuses to resume what is not this very claim", async () => {
    await expect(claim({}, failing("sfdisk", "after"))).rejects.toThrow();
    const before = disk.digest();
    for (const other of [{ site: "other" }, { pool: "pool-2" }, { partitionUuid: "99999999-2222-4333-8444-555555555555" }]) {
      await expect(claim({ resume: true, ...other })).rejects.toThrow("no longer");
    }
    expect(disk.digest()).toBe(before);
  });

  it("mounts a file system whose superblock a power cut has torn, with what was on it", async () => {
    // Large enough for a backup superblock.
    disk.destroy();
    disk = new LoopDisk(SIZE + 96 * MIB);
    step = { ...step, path: disk.path, sizeBytes: disk.sizeBytes, diskSeq: disk.diskSeq, partition: layOut(disk.sizeBytes, 512) };
    await claim();
    await mount();
    writeFileSync(join(disk.mountPoint, "guest.img"), "data");
    execFileSync("umount", [disk.mountPoint]);
    // A field of the first sector; the checksum lies in the second.
    disk.write(step.partition.startByte + 1024 + 0x178, Buffer.from([0xff, 0xff]));
    expect(await mount()).toBe("changed");
    expect(existsSync(join(disk.mountPoint, "guest.img"))).toBe(true);
  });

  it.each<[string, (partition: string) => void]>([
    ["another ext4", (partition) => { execFileSync("mke2fs", ["-q", "-F", "-t", "ext4", partition]); }],
    ["LUKS", (partition) => { execFileSync("cryptsetup", ["luksFormat", "--batch-mode", "--pbkdf", "pbkdf2", "--pbkdf-force-iterations", "1000", "--key-file", "-", partition], { input: "key" }); }],
    ["zeros in place of its superblock", (partition) => { execFileSync("dd", ["if=/dev/zero", `of=${partition}`, "bs=4096", "count=1", "conv=notrunc,fsync", "status=none"]); }],
  ])("does not touch what somebody has put into the partition on another machine: %s", async (_what, use) => {
    // Large enough for a backup of the superblock, which e2fsck would take for the pool's.
    disk.destroy();
    blankDisk(SIZE + 96 * MIB);
    await claim();
    await mount();
    execFileSync("umount", [disk.mountPoint]);
    const partition = execFileSync("losetup", ["--find", "--show", "--offset", String(step.partition.startByte), "--sizelimit", String(step.partition.sizeBytes), disk.path], { encoding: "utf8" }).trim();
    try {
      use(partition);
    } finally {
      execFileSync("losetup", ["--detach", partition]);
    }
    const before = disk.digest();
    await expect(mount()).rejects.toThrow("does not begin with the file system of the pool");
    expect(disk.digest()).toBe(before);
  });

  it("does not mount a file system that e2fsck cannot correct alone", async () => {
    await claim();
    // Group descriptors and the backups' magic: past what -p corrects.
    disk.write(step.partition.startByte + 4096, Buffer.alloc(8192, 0xa5));
    for (const group of [1, 3, 5, 7, 9]) disk.write(Math.min(step.partition.startByte + group * 128 * MIB, disk.sizeBytes - MIB), Buffer.alloc(4096, 0xa5));
    await expect(mount()).rejects.toThrow(/e2fsck/);
    expect(existsSync(disk.mountPoint)).toBe(false);
    rmSync(disk.mountPoint, { recursive: true, force: true });
  });
});
