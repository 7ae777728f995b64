import { execFileSync } from "node:child_process";
import * as promises from "node:fs/promises";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { diskClaim } from "../../src/apply/actions/diskClaim.ts";
import { pairAdopt, pairLeave } from "../../src/apply/actions/pairAdopt.ts";
import { poolMount } from "../../src/apply/actions/poolMount.ts";
import { type Disks, hostDisks } from "../../src/apply/blockDevice.ts";
import type { ApplyContext } from "../../src/apply/context.ts";
import { writeFsOver } from "../../src/apply/writeFs.ts";
import { decodeMarker, MARKER_BYTES, MARKER_OFFSET } from "../../src/marker/index.ts";
import type { DiskMarker, DrbdMeta } from "../../src/model/facts.ts";
import type { Run } from "../../src/model/ports.ts";
import type { StepOf } from "../../src/model/step.ts";
import { layOut, layOutPair } from "../../src/plan/disks/layout.ts";
import { run } from "../../src/ports/run.ts";
import { META_BYTES, metaOffset, parseDrbdMeta } from "../../src/raid/drbdMeta.ts";
import { cannotLoop, LoopDisk } from "./loop.ts";
import { notesIn } from "./notesIn.ts";

const SIZE = 288 * 1024 * 1024;
const PARTITION = "11111111-2222-4333-8444-555555555555";
const UUID = "44444444-4444-5444-8444-444444444444";
const reason = cannotLoop();
if (reason !== null && process.env["RAMVISOR_ALLOW_SKIP"] === undefined) throw new Error(`${reason}; set RAMVISOR_ALLOW_SKIP=1 to leave them out`);

describe.skipIf(reason !== null).each([512, 4096])("pair.adopt on a loop device with blocks of %i bytes", { timeout: 120_000 }, (logicalBlockBytes) => {
  let disk: LoopDisk;
  let step: StepOf<"pair.adopt">;

  const context = (over: Partial<ApplyContext> = {}): ApplyContext => ({
    fs: notesIn(writeFsOver(promises), join(disk.dir, "notes")), run, disks: hostDisks, log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    plan: { disks: [{ path: disk.path, id: disk.id, sizeBytes: disk.sizeBytes, diskSeq: disk.diskSeq, verdict: "own", reason: "own", evidence: [], remedy: null, pool: "default" }], locale: { lang: "en", keymap: "us", locale: "C.UTF-8" } },
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)), randomInt: () => 0, changed: new Set(), ...over,
  });
  const adopt = (over?: Partial<ApplyContext>): Promise<string> => pairAdopt(context(over), step, disk.dir);
  const leave = (): Promise<string> => pairLeave(context(), { action: "pair.leave", phase: "disks", pool: "default", disk: step.disk }, disk.dir);
  const marker = (): DiskMarker => {
    const read = decodeMarker(disk.read(MARKER_OFFSET, MARKER_BYTES));
    if (read.state !== "good") throw new Error(`the marker is ${read.state}`);
    return read.marker;
  };
  const meta = (): DrbdMeta | null => parseDrbdMeta(disk.read(1_048_576 + metaOffset(step.place.partitionBytes), META_BYTES));
  /** What lies in the pool, read through a mount by the same step as in a start of a single machine. */
  const guest = async (): Promise<string> => {
    await poolMount(context(), { action: "pool.mount", phase: "disks", pool: "default", partitionUuid: PARTITION, path: disk.mountPoint }, disk.dir);
    const said = readFileSync(join(disk.mountPoint, "guest.img"), "utf8");
    execFileSync("umount", [disk.mountPoint]);
    return said;
  };
  /** A power cut at the n-th write: that one and all later ones are lost. */
  const cutAt = (count: number): Disks => {
    let left = count;
    return {
      ...hostDisks,
      open: async (path, how) => {
        const open = await hostDisks.open(path, how);
        return { ...open, write: async (offset, bytes) => { if (left-- <= 0) throw new Error("power failed"); await open.write(offset, bytes); } };
      },
    };
  };

  beforeEach(async () => {
    disk = new LoopDisk(SIZE, logicalBlockBytes);
    const { dataBytes, partitionBytes } = layOutPair(SIZE, logicalBlockBytes);
    const own = { id: disk.id, partitionUuid: PARTITION, resource: "r32", uuid: UUID, side: 0 as const };
    step = {
      action: "pair.adopt", phase: "disks", pool: "default", disk: own, minor: 32, sizeBytes: SIZE, logicalBlockBytes, diskSeq: disk.diskSeq, site: "default",
      place: { resource: "r32", uuid: UUID, side: 0, dataBytes, partitionBytes, formed: false },
    };
    await diskClaim(context(), {
      path: disk.path, id: disk.id, sizeBytes: SIZE, logicalBlockBytes, diskSeq: disk.diskSeq, site: "default", pool: "default", resume: false,
      partitionUuid: PARTITION, filesystemUuid: "66666666-7777-4888-9999-aaaaaaaaaaaa", diskUuid: "bbbbbbbb-cccc-4ddd-8eee-ffffffffffff", partition: layOut(SIZE, logicalBlockBytes),
    }, disk.dir);
    await poolMount(context(), { action: "pool.mount", phase: "disks", pool: "default", partitionUuid: PARTITION, path: disk.mountPoint }, disk.dir);
    writeFileSync(join(disk.mountPoint, "guest.img"), "a guest's data");
    execFileSync("umount", [disk.mountPoint]);
  });
  afterEach(() => disk.destroy());

  it("keeps the data where it lies, and makes metadata behind it that can be led without force", async () => {
    expect(await adopt()).toBe("changed");
    expect(marker()).toMatchObject({ role: "pair", state: "ready", pool: "default", pair: step.place });
    expect(meta()).toMatchObject({ consistent: true, upToDate: true, primary: false, bitmap: "0000000000000000" });
    execFileSync("sfdisk", ["--verify", disk.path]);
    expect(execFileSync("sfdisk", ["--dump", disk.path], { encoding: "utf8" })).toContain(`size=${String(step.place.partitionBytes / logicalBlockBytes).padStart(12)}`);
    expect(await guest()).toBe("a guest's data");
    const before = disk.digest();
    expect(await adopt()).toBe("unchanged");
    expect(disk.digest()).toBe(before);
  });

  it("cut off at any write or program it is still the pool, and is a pair's side at the next start", async () => {
    const without = (command: string): Run => async (name, args, options) => (args.includes(command) ? { code: 1, stdout: "", stderr: "power failed", failure: null } : run(name, args, options));
    const cuts: Partial<ApplyContext>[] = [...[0, 1, 2, 3, 4].map((count) => ({ disks: cutAt(count) })), { run: without("create-md") }, { run: without("set-gi") }];
    for (const cut of cuts) {
      await expect(adopt(cut)).rejects.toThrow();
      expect(marker().role).toBe("pool");
      disk.forgetPartitions();
      expect(await guest()).toBe("a guest's data");
      disk.forgetPartitions();
    }
    expect(await adopt()).toBe("changed");
    expect(await guest()).toBe("a guest's data");
  });

  it("takes the other copy of a table that is torn, and refuses where none is whole", async () => {
    const block = logicalBlockBytes;
    disk.write(block + 88, Buffer.from("torn"));
    expect(await adopt()).toBe("changed");
    expect(await leave()).toBe("changed");
    disk.write(block + 88, Buffer.from("torn"));
    disk.write(SIZE - block + 88, Buffer.from("torn"));
    const before = disk.digest();
    await expect(adopt()).rejects.toThrow("no copy of the partition table of");
    expect(disk.digest()).toBe(before);
  });

  it("writes nothing while the pool is mounted, or where another disk, pool or partition is meant", async () => {
    const before = disk.digest();
    for (const other of [{ pool: "pool2" }, { site: "elsewhere" }, { sizeBytes: SIZE + 1 }, { diskSeq: 1_000_000 }, { disk: { ...step.disk, partitionUuid: UUID } }, { place: { ...step.place, dataBytes: step.place.dataBytes + 4096 } }]) {
      await expect(pairAdopt(context(), { ...step, ...other }, disk.dir)).rejects.toThrow();
    }
    expect(disk.digest()).toBe(before);
    await poolMount(context(), { action: "pool.mount", phase: "disks", pool: "default", partitionUuid: PARTITION, path: disk.mountPoint }, disk.dir);
    await expect(adopt()).rejects.toThrow("is in use");
    expect(marker().role).toBe("pool");
    execFileSync("umount", [disk.mountPoint]);
  });

  it("writes nothing where somebody has made a second partition in the room behind the pool", async () => {
    execFileSync("sfdisk", ["--quiet", "--append", "--no-reread", "--no-tell-kernel", disk.path], { input: "size=1MiB\n" });
    const before = disk.digest();
    await expect(adopt()).rejects.toThrow("has no room behind the partition");
    expect(disk.digest()).toBe(before);
  });

  it("is undone where no other side ever had all data, and gets another generation when it is done again", async () => {
    await adopt();
    const first = meta()?.current;
    expect(await leave()).toBe("changed");
    expect(marker()).toMatchObject({ role: "pool", state: "ready" });
    expect(marker().pair).toBeUndefined();
    expect(await leave()).toBe("unchanged");
    expect(await guest()).toBe("a guest's data");
    await adopt();
    expect(meta()?.current).not.toBe(first);
  });
});
