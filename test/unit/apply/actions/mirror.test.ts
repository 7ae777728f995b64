import { describe, expect, test } from "vitest";
import { diskClaim } from "../../../../src/apply/actions/diskClaim.ts";
import { mirrorJoin } from "../../../../src/apply/actions/mirrorJoin.ts";
import { mirrorMake } from "../../../../src/apply/actions/mirrorMake.ts";
import { poolMount } from "../../../../src/apply/actions/poolMount.ts";
import type { Disks } from "../../../../src/apply/blockDevice.ts";
import { guidBytes } from "../../../../src/apply/gpt.ts";
import type { ApplyContext } from "../../../../src/apply/context.ts";
import { decodeMarker, encodeMarker, MARKER_BYTES, MARKER_OFFSET } from "../../../../src/marker/index.ts";
import type { DiskMarker } from "../../../../src/model/facts.ts";
import type { StepOf } from "../../../../src/model/step.ts";
import type { PlannedDisk } from "../../../../src/model/plan.ts";
import { seal, superblock, type Fields } from "../../raid/bytes.ts";
import { context, ext4Start, failed, logged, memory, ok, programs, type Call } from "../fakes.ts";

const MIB = 1024 * 1024;
const ARRAY = "11223344-5566-7788-99aa-bbccddeeff00";
const MDADM_UUID = "11223344:55667788:99aabbcc:ddeeff00";
const SIZE = 512 * MIB;
const PARTITION = { startByte: MIB, sizeBytes: 380 * MIB };
const FILESYSTEM = "22222222-2222-5222-8222-222222222222";
const uuid = (name: string): string => `33333333-3333-5333-8333-3333333333${name.charCodeAt(2).toString(16)}`;

/** The first MiB of a disk in memory, and its partition's superblock: all of the rest is zero. */
class FakeDisk {
  readonly head = Buffer.alloc(MIB);
  raid: Buffer = Buffer.alloc(4096);
  readonly written: string[] = [];
  constructor(readonly name: string, slot: 0 | 1 | null, state: DiskMarker["state"] = "claiming", array = ARRAY) {
    if (slot === null) return;
    const marker: DiskMarker = {
      format: 1, site: "default", disk: `virtio-${name}`, sizeBytes: SIZE, role: "mirror", pool: "default", state, partitionUuid: uuid(name), filesystemUuid: FILESYSTEM,
      mirror: { array, slot, partitionBytes: PARTITION.sizeBytes },
    };
    encodeMarker(marker).copy(this.head, MARKER_OFFSET);
    this.table();
  }
  /** A GPT with one entry, as sfdisk leaves it. */
  table(): void {
    this.head.write("EFI PART", 512, "latin1");
    this.head.writeBigUInt64LE(2n, 512 + 72);
    this.head.writeUInt32LE(128, 512 + 84);
    guidBytes("A19D880F-05FC-4D3B-A006-743F0F84911E").copy(this.head, 1024);
    guidBytes(uuid(this.name)).copy(this.head, 1024 + 16);
    this.head.writeBigUInt64LE(BigInt(PARTITION.startByte / 512), 1024 + 32);
    this.head.writeBigUInt64LE(BigInt((PARTITION.startByte + PARTITION.sizeBytes) / 512 - 1), 1024 + 40);
  }
  get state(): string {
    const read = decodeMarker(this.head.subarray(MARKER_OFFSET, MARKER_OFFSET + MARKER_BYTES));
    return read.state === "good" ? read.marker.state : read.state;
  }
}

interface Lab {
  context: ApplyContext;
  calls: string[];
  /** Which array holds which partitions, and what their superblocks say. */
  superblocks: Map<string, string>;
  fail: Set<string>;
}

/** A machine with these disks, and a kernel that does with md what it is told. */
function lab(disks: readonly FakeDisk[], superblocks: [string, string][] = [], running: Record<string, string[]> = {}, filesystem = FILESYSTEM): Lab {
  const files: Record<string, string> = { "/proc/self/mountinfo": "", "/sys/class/block/": "" };
  for (const { name } of disks) {
    files[`/dev/disk/by-id/virtio-${name}`] = "";
    files[`/sys/class/block/${name}/size`] = String(SIZE / 512);
    files[`/sys/class/block/${name}/diskseq`] = "1";
    files[`/sys/class/block/${name}/${name}1/start`] = String(PARTITION.startByte / 512);
    files[`/sys/class/block/${name}/${name}1/size`] = String(PARTITION.sizeBytes / 512);
    files[`/sys/class/block/${name}/${name}1/dev`] = `254:${name.charCodeAt(2)}`;
    files[`/sys/class/block/${name}1/holders/`] = "";
  }
  const { fs, volume } = memory(files);
  const blocks = new Map(superblocks);
  const fail = new Set<string>();
  const start = (md: string, partitions: string[], array: string): void => {
    volume.mkdirSync(`/sys/class/block/${md}/md`, { recursive: true });
    volume.writeFileSync(`/sys/class/block/${md}/md/uuid`, `${array}\n`);
    volume.writeFileSync(`/sys/class/block/${md}/dev`, "9:0\n");
    for (const partition of partitions) volume.mkdirSync(`/sys/class/block/${partition.slice(5)}/holders/${md}`, { recursive: true });
  };
  for (const [md, partitions] of Object.entries(running)) start(md, partitions, ARRAY);
  const mdadm = ({ args }: Call): ReturnType<typeof ok> => {
    const what = String(args.find((arg) => arg.startsWith("--") && !["--manage", "--run", "--export"].includes(arg)));
    if (fail.has(what)) return failed(1, `${what} failed`);
    const partitions = args.filter((arg) => /^\/dev\/vd/.test(arg));
    const [md = "md0"] = args.flatMap((arg) => (/^\/dev\/md/.test(arg) ? [arg.slice(5)] : []));
    switch (what) {
      case "--examine": {
        const found = blocks.get(String(partitions[0]));
        return found === undefined ? failed(1) : ok(`MD_UUID=${found.replaceAll("-", "").replace(/(.{8})(?=.)/g, "$1:")}\nMD_EVENTS=${fail.has("MD_EVENTS") ? 14 : 13}`);
      }
      case "--create":
      case "--assemble":
        for (const partition of partitions) blocks.set(partition, ARRAY);
        start(md, partitions, ARRAY);
        return ok();
      case "--stop":
        for (const { name } of disks) volume.rmSync(`/sys/class/block/${name}1/holders/${md}`, { recursive: true, force: true });
        volume.rmSync(`/sys/class/block/${md}`, { recursive: true });
        return ok();
      case "--zero-superblock":
        blocks.delete(String(partitions[0]));
        return ok();
      default:
        start(md, partitions, ARRAY);
        return ok();
    }
  };
  const all = programs({
    mdadm, mke2fs: () => (fail.has("mke2fs") ? failed(1, "power failed") : ok()), e2fsck: () => ok(), mount: () => ok(), udevadm: () => ok(),
    blkid: ({ args }) => {
      const array = blocks.get(`${args.at(-1) ?? ""}1`);
      return array === undefined ? failed(2) : { ...ok(), stdout: `TYPE=linux_raid_member\nUUID=${array}\n` };
    },
    sfdisk: ({ args }) => {
      disks.find(({ name }) => args.at(-1) === `/dev/${name}`)?.table();
      return ok();
    },
  });
  const onArray = ext4Start(filesystem);
  const ports: Disks = {
    isBlockDevice: () => Promise.resolve(true),
    open: (path, how) => {
      const disk = disks.find(({ name }) => path.endsWith(name));
      if (/^\/dev\/md\d+$/.test(path)) return Promise.resolve({ read: (offset, length) => Promise.resolve(onArray.subarray(offset, offset + length)), write: () => Promise.reject(new Error("written to")), sync: () => Promise.resolve(), close: () => Promise.resolve() });
      if (disk === undefined) return Promise.reject(new Error(`no ${path}`));
      const holders = `/sys/class/block/${disk.name}1/holders`;
      if (how === "exclusive" && volume.readdirSync(holders).length > 0) return Promise.reject(Object.assign(new Error("EBUSY"), { code: "EBUSY" }));
      return Promise.resolve({
        read: (offset, length) => Promise.resolve(offset === MIB + 4096 ? disk.raid : offset < MIB ? Buffer.concat([Buffer.from(disk.head.subarray(offset, offset + length))], length) : Buffer.alloc(length)),
        write: (offset, bytes) => {
          disk.written.push(how);
          disk.head.set(bytes, offset);
          return Promise.resolve();
        },
        sync: () => Promise.resolve(), close: () => Promise.resolve(),
      });
    },
  };
  const calls: string[] = [];
  const run: ApplyContext["run"] = async (program, args, options) => {
    if (!args.includes("--examine")) calls.push([program, ...args].join(" "));
    return all.run(program, args, options);
  };
  return { context: context({ fs: withNodes(fs), run, disks: ports }), calls, superblocks: blocks, fail };
}

/** `/dev/disk/by-id/virtio-vda` is a link to `/dev/vda`. */
function withNodes(fs: ApplyContext["fs"]): ApplyContext["fs"] {
  return { ...fs, realPath: async (path) => (await fs.realPath(path)).replace("/dev/disk/by-id/virtio-", "/dev/") };
}

const member = (name: string, slot: 0 | 1): { id: string; slot: 0 | 1; partitionUuid: string } => ({ id: `virtio-${name}`, slot, partitionUuid: uuid(name) });
const make: StepOf<"mirror.make"> = { action: "mirror.make", phase: "disks", pool: "default", array: ARRAY, filesystemUuid: FILESYSTEM, partitionBytes: PARTITION.sizeBytes, members: [member("vda", 0), member("vdb", 1)] };
const mount = (members: string[], behind: string[] = []): StepOf<"pool.mount"> => ({
  action: "pool.mount", phase: "disks", pool: "default", partitionUuid: uuid("vda"), path: "/pool",
  mirror: { array: ARRAY, members: members.map((name) => member(name, name === "vda" ? 0 : 1)), behind: behind.map((name) => member(name, name === "vda" ? 0 : 1)) },
});
const join = (name: string, resume: boolean): StepOf<"mirror.join"> => ({
  action: "mirror.join", phase: "disks", path: `/dev/${name}`, id: `virtio-${name}`, sizeBytes: SIZE, logicalBlockBytes: 512, diskSeq: 1, site: "default", pool: "default",
  partitionUuid: uuid(name), filesystemUuid: FILESYSTEM, diskUuid: "44444444-4444-5444-8444-444444444444", partition: PARTITION, resume,
  mirror: { array: ARRAY, slot: 1, partitionBytes: PARTITION.sizeBytes }, members: [member("vda", 0)],
});

describe("disk.claim of a member whose claim was cut off", () => {
  const claim: StepOf<"disk.claim"> = { ...join("vdb", true), action: "disk.claim" };

  test("writes the table again where nobody holds the disk: its first block may be missing, without which the kernel shows no partition", async () => {
    const disk = new FakeDisk("vdb", 1);
    const { context: machine, calls } = lab([disk]);
    expect(await diskClaim(machine, claim)).toBe("changed");
    expect(calls.map((call) => call.split(" ").filter((word) => !word.startsWith("--")).join(" "))).toEqual([expect.stringMatching(/^blkid .*dev.vdb$/), "sfdisk /dev/vdb"]);
    expect([disk.state, disk.written]).toEqual(["claiming", ["exclusive"]]);
  });

  test("leaves it as it is under an array of an earlier try in the same start", async () => {
    const disk = new FakeDisk("vdb", 1);
    const { context: machine, calls } = lab([disk], [["/dev/vdb1", ARRAY]], { md0: ["/dev/vdb1"] });
    expect(await diskClaim(machine, claim)).toBe("changed");
    expect([calls, disk.written]).toEqual([[], []]);
  });

  test.each(["dm-0", "drbd0"])("refuses it under what somebody else has set up on its partition (%s)", async (holder) => {
    const disk = new FakeDisk("vdb", 1);
    const { context: machine, calls } = lab([disk], [], { [holder]: ["/dev/vdb1"] });
    await expect(diskClaim(machine, claim)).rejects.toMatchObject({ name: "Refused", told: { code: "in-use", path: "/dev/vdb" } });
    expect([calls, disk.written]).toEqual([[], []]);
  });

  test.each([["drbd0", null], ["dm-0", "in-use"], ["md0", "in-use"]])("of a pair, under %s: %s", async (holder, refused) => {
    const pair = { uuid: "55555555-5555-5555-8555-555555555555", side: 0 as const, resource: "r0", dataBytes: PARTITION.sizeBytes - MIB, partitionBytes: PARTITION.sizeBytes };
    const disk = new FakeDisk("vdb", 1);
    encodeMarker({ format: 1, site: "default", disk: "virtio-vdb", sizeBytes: SIZE, role: "pair", pool: "default", state: "claiming", partitionUuid: uuid("vdb"), filesystemUuid: FILESYSTEM, pair }).copy(disk.head, MARKER_OFFSET);
    const { context: machine, calls } = lab([disk], [], { [holder]: ["/dev/vdb1"] });
    const side: StepOf<"disk.claim"> = { ...claim, pair };
    delete side.mirror;
    const done = diskClaim(machine, side);
    await (refused === null ? expect(done).resolves.toBe("changed") : expect(done).rejects.toMatchObject({ told: { code: refused } }));
    expect([calls, disk.written]).toEqual([[], []]);
  });
});

describe("mirror.make", () => {
  test("array, file system, then both markers, beside the partitions that the array holds", async () => {
    const disks = [new FakeDisk("vda", 0), new FakeDisk("vdb", 1)];
    const { context: machine, calls } = lab(disks);
    expect(await mirrorMake(machine, make)).toBe("changed");
    expect(calls[0]).toBe(`mdadm --create /dev/md0 --run --level=1 --raid-devices=2 --metadata=1.2 --bitmap=internal --uuid=${MDADM_UUID} --homehost=ramvisor --name=default /dev/vda1 /dev/vdb1`);
    expect(calls[1]).toMatch(/^mke2fs .*-U 22222222-2222-5222-8222-222222222222 .*\/dev\/md0$/);
    expect(disks.map(({ state, written }) => [state, ...written])).toEqual([["ready", "shared"], ["ready", "shared"]]);
    expect(await mirrorMake(machine, make)).toBe("unchanged");
  });

  test("writes nothing once its pool is given up, and no marker where that is while the file system is made", async () => {
    const disks = [new FakeDisk("vda", 0), new FakeDisk("vdb", 1)];
    const { context: machine, calls } = lab(disks);
    const abandoned = new Set(["default"]);
    await expect(mirrorMake({ ...machine, abandoned }, make)).rejects.toThrow("default");
    expect(calls).toEqual([]);
    abandoned.clear();
    const run: typeof machine.run = (program, args, options) => {
      if (program === "mke2fs") abandoned.add("default");
      return machine.run(program, args, options);
    };
    await expect(mirrorMake({ ...machine, run, abandoned }, make)).rejects.toThrow("default");
    expect(disks.map(({ state }) => state)).toEqual(["claiming", "claiming"]);
  });

  test("cut off at the file system, it is made again from the start", async () => {
    const disks = [new FakeDisk("vda", 0), new FakeDisk("vdb", 1)];
    const { context: machine, calls, fail } = lab(disks);
    fail.add("mke2fs");
    await expect(mirrorMake(machine, make)).rejects.toThrow("power failed");
    expect(disks.map(({ state }) => state)).toEqual(["claiming", "claiming"]);
    fail.clear();
    calls.length = 0;
    expect(await mirrorMake(machine, make)).toBe("changed");
    expect(calls.map((call) => call.split(" ").slice(0, 3).join(" "))).toEqual(["mdadm --stop /dev/md0", "mdadm --create /dev/md0", "mke2fs -q -F"]);
  });

  test.each<[string, FakeDisk[], [string, string][]]>([
    ["a disk has another marker", [new FakeDisk("vda", 0), new FakeDisk("vdb", 0)], []],
    ["a disk has no marker", [new FakeDisk("vda", 0), new FakeDisk("vdb", null)], []],
    ["a disk is of another array", [new FakeDisk("vda", 0), new FakeDisk("vdb", 1, "claiming", "99999999-5566-7788-99aa-bbccddeeff00")], []],
    ["one is finished: it may hold data", [new FakeDisk("vda", 0, "ready"), new FakeDisk("vdb", 1)], []],
    ["a partition is part of a foreign array", [new FakeDisk("vda", 0), new FakeDisk("vdb", 1)], [["/dev/vdb1", "99999999-5566-7788-99aa-bbccddeeff00"]]],
  ])("refuses where %s, and writes nothing", async (_why, disks, superblocks) => {
    const { context: machine, calls } = lab(disks, superblocks);
    await expect(mirrorMake(machine, make)).rejects.toMatchObject({ name: "Refused" });
    expect(calls).toEqual([]);
    expect(disks.flatMap(({ written }) => written)).toEqual([]);
  });
});

describe("pool.mount of a mirror", () => {
  const both: [string, string][] = [["/dev/vda1", ARRAY], ["/dev/vdb1", ARRAY]];

  test("starts it from these partitions alone, checks and mounts it", async () => {
    const { context: machine, calls } = lab([new FakeDisk("vda", 0, "ready"), new FakeDisk("vdb", 1, "ready")], both);
    expect(await poolMount(machine, mount(["vda", "vdb"]))).toBe("changed");
    expect(calls).toEqual([`mdadm --assemble /dev/md0 --run --uuid=${MDADM_UUID} /dev/vda1 /dev/vdb1`, "e2fsck -p /dev/md0", "mount -t ext4 -o noatime,nodev,nosuid /dev/md0 /pool"]);
  });

  test("writes nothing to an array that carries another file system", async () => {
    const { context: machine, calls } = lab([new FakeDisk("vda", 0, "ready"), new FakeDisk("vdb", 1, "ready")], both, {}, "55555555-2222-5222-8222-222222222222");
    await expect(poolMount(machine, mount(["vda", "vdb"]))).rejects.toThrow("does not begin with the file system of the pool default");
    expect(calls.filter((call) => !call.startsWith("mdadm"))).toEqual([]);
  });

  test("takes the array as it runs, whatever its number", async () => {
    const { context: machine, calls } = lab([new FakeDisk("vda", 0, "ready"), new FakeDisk("vdb", 1, "ready")], both, { md127: ["/dev/vda1", "/dev/vdb1"] });
    await poolMount(machine, mount(["vda", "vdb"]));
    expect(calls[0]).toBe("e2fsck -p /dev/md127");
  });

  test("puts one back that is behind, by the bitmap or as a whole", async () => {
    const disks = [new FakeDisk("vda", 0, "ready"), new FakeDisk("vdb", 1, "ready")];
    const first = lab(disks, both);
    await poolMount(first.context, mount(["vda"], ["vdb"]));
    expect(first.calls.slice(0, 2)).toEqual([`mdadm --assemble /dev/md0 --run --uuid=${MDADM_UUID} /dev/vda1`, "mdadm --manage /dev/md0 --re-add /dev/vdb1"]);
    const second = lab(disks, both);
    second.fail.add("--re-add");
    await poolMount(second.context, mount(["vda"], ["vdb"]));
    expect(second.calls.slice(1, 4)).toEqual(["mdadm --manage /dev/md0 --re-add /dev/vdb1", "mdadm --zero-superblock /dev/vdb1", "mdadm --manage /dev/md0 --add /dev/vdb1"]);
  });

  test("mounts on one disk where the other cannot be put back", async () => {
    const { context: machine, calls, fail } = lab([new FakeDisk("vda", 0, "ready"), new FakeDisk("vdb", 1, "ready")], both);
    for (const what of ["--re-add", "--zero-superblock"]) fail.add(what);
    expect(await poolMount(machine, mount(["vda"], ["vdb"]))).toBe("changed");
    expect(calls.at(-1)).toMatch(/^mount /);
  });

  test("refuses where the only one planned is not finished, or without the superblock, and where neither of two can be used", async () => {
    const unfinished = lab([new FakeDisk("vda", 0)], both);
    await expect(poolMount(unfinished.context, mount(["vda"]))).rejects.toThrow("is not finished");
    const bare = lab([new FakeDisk("vda", 0, "ready")]);
    await expect(poolMount(bare.context, mount(["vda"]))).rejects.toThrow("no superblock");
    const neither = lab([new FakeDisk("vda", 0, "ready"), new FakeDisk("vdb", 1)], [["/dev/vdb1", ARRAY]]);
    await expect(poolMount(neither.context, mount(["vda", "vdb"]))).rejects.toThrow("/dev/vda1 has no superblock");
    expect([...unfinished.calls, ...bare.calls, ...neither.calls]).toEqual([]);
  });

  test("mounts where one that is behind cannot even be looked at", async () => {
    const behind = new FakeDisk("vdb", 1, "ready");
    behind.head.fill(0, 512, 1024);
    const { context: machine, calls } = lab([new FakeDisk("vda", 0, "ready"), behind], both);
    const { log, lines } = logged();
    expect(await poolMount({ ...machine, log }, mount(["vda"], ["vdb"]))).toBe("changed");
    expect(calls).toEqual([`mdadm --assemble /dev/md0 --run --uuid=${MDADM_UUID} /dev/vda1`, "e2fsck -p /dev/md0", "mount -t ext4 -o noatime,nodev,nosuid /dev/md0 /pool"]);
    expect(lines).toEqual([expect.stringMatching(/^warn: .*could not be put back/)]);
  });

  test("refuses an array that is not this one, and stops half a one", async () => {
    const held = lab([new FakeDisk("vda", 0, "ready")], both, { md5: ["/dev/vda1"] });
    await expect(poolMount(held.context, { ...mount(["vda"]), mirror: { array: "99999999-5566-7788-99aa-bbccddeeff00", members: [member("vda", 0)], behind: [] } })).rejects.toMatchObject({ name: "Refused" });
    expect(held.calls).toEqual([]);
  });
});

describe("pool.mount of a mirror whose plan has two members, of which one cannot be used now", () => {
  const both: [string, string][] = [["/dev/vda1", ARRAY], ["/dev/vdb1", ARRAY]];
  type Change = (all: { kept: FakeDisk; lost: FakeDisk; machine: Lab; planned: PlannedDisk[] }) => void;
  const planned = (name: string, slot: 0 | 1): PlannedDisk => ({
    path: `/dev/${name}`, id: `virtio-${name}`, sizeBytes: SIZE, diskSeq: 1, verdict: "own", reason: "own", remedy: null, pool: "default",
    evidence: [{ kind: "raid", events: 13, updated: "2026-11-22T20:26:12.000Z", copies: 2 }], mirror: { array: ARRAY, slot, partitionBytes: PARTITION.sizeBytes, role: "member" },
  });
  const raid = (disk: FakeDisk, fields: Fields = {}): void => { disk.raid = superblock({ number: disk.name === "vda" ? 0 : 1, ...fields }); };
  const noTable: Change = ({ lost }) => void lost.head.fill(0, 512, 1024);

  /** Both disks are whole but for the change; `name` is the one that is to be lost. */
  const start = async (name: "vda" | "vdb", ...changes: Change[]): Promise<{ result: unknown; lines: string[]; lost: FakeDisk } & Lab> => {
    const disks = [new FakeDisk("vda", 0, "ready"), new FakeDisk("vdb", 1, "ready")];
    for (const disk of disks) raid(disk);
    const machine = lab(disks, both);
    const [lost, kept] = (name === "vda" ? disks : disks.reverse()) as [FakeDisk, FakeDisk];
    const plan = [planned("vda", 0), planned("vdb", 1)];
    for (const change of changes) change({ kept, lost, machine, planned: plan });
    const { log, lines } = logged();
    const result: unknown = await poolMount({ ...machine.context, log, plan: { ...machine.context.plan, disks: plan } }, mount(["vda", "vdb"])).catch((error: unknown) => error);
    return { ...machine, result, lines, lost };
  };
  const alone = (partition: string): string[] => [`mdadm --assemble /dev/md0 --run --uuid=${MDADM_UUID} ${partition}`, "e2fsck -p /dev/md0", "mount -t ext4 -o noatime,nodev,nosuid /dev/md0 /pool"];

  test.each<[string, Change]>([
    ["has lost the first copy of its table", noTable],
    ["has lost its marker", ({ lost }) => void lost.head.fill(0, MARKER_OFFSET, MARKER_OFFSET + 16)],
    ["is another disk by now", ({ lost }) => void new FakeDisk("vdz", 1, "ready").head.copy(lost.head)],
    ["has a claim that is not finished", ({ lost }) => void new FakeDisk(lost.name, lost.name === "vda" ? 0 : 1).head.copy(lost.head)],
    ["has no superblock that mdadm sees", ({ lost, machine }) => void machine.superblocks.delete(`/dev/${lost.name}1`)],
    ["does not answer", ({ lost, machine }) => {
      const { open } = machine.context.disks;
      machine.context.disks.open = (path, how) => (path.endsWith(lost.name) ? Promise.reject(Object.assign(new Error("EIO: i/o error"), { code: "EIO" })) : open(path, how));
    }],
    ["was still being rebuilt, and has lost its table", (all) => {
      noTable(all);
      raid(all.lost, { features: 3 });
    }],
    ["has one event more, from a power cut, and has lost its table", (all) => {
      noTable(all);
      raid(all.lost, { events: 14 });
    }],
  ])("the other one starts alone, and it is said, where it %s", async (_why, change) => {
    for (const [name, partition] of [["vdb", "/dev/vda1"], ["vda", "/dev/vdb1"]] as const) {
      const { result, calls, lines, lost } = await start(name, change);
      expect(result).toBe("changed");
      // Not one word to the disk that is left out.
      expect(calls).toEqual(alone(partition));
      expect(lost.written).toEqual([]);
      expect(lines).toEqual(["warn: a disk of the mirror cannot be used: the pool starts without it, and nothing is written to it"]);
    }
  });

  test.each<[string, RegExp, Change]>([
    ["is still being rebuilt", /rebuild has not ended/, ({ kept }) => { raid(kept, { features: 3 }); }],
    ["was thrown out of the array", /not that of its place/, ({ kept }) => { raid(kept, { roles: kept.name === "vda" ? [0xfffe, 1] : [0, 0xfffe] }); }],
    ["has a superblock that does not hold", /not that of its place/, ({ kept }) => void kept.raid.writeUInt8(1, 80)],
    ["has the superblock of another array", /not that of its place/, ({ kept }) => {
      kept.raid.writeUInt8(0x99, 16);
      seal(kept.raid);
    }],
    ["lacks blocks that only the other one has", /lacks blocks/, ({ kept }) => { raid(kept, { features: 9 }); }],
    ["has run since the plan saw it", /not the one that the plan has seen/, ({ kept }) => { raid(kept, { events: 15 }); }],
    ["was updated since the plan saw it, with as many events", /not the one that the plan has seen/, ({ kept, planned: disks }) => {
      for (const disk of disks) if (disk.id === `virtio-${kept.name}`) disk.evidence = [{ kind: "raid", events: 13, updated: "2026-11-22T20:26:11.000Z", copies: 2 }];
    }],
    ["has another superblock past the page cache", /reads in two ways/, ({ machine }) => void machine.fail.add("MD_EVENTS")],
    ["is behind the other by more than a power cut", /run on without it/, ({ lost }) => { raid(lost, { events: 15 }); }],
    ["is not counted in by the other", /run on without it/, ({ lost }) => { raid(lost, { roles: lost.name === "vda" ? [0, 0xffff] : [0xffff, 1] }); }],
    ["was made in this start", /not seen both disks as members/, ({ planned: disks }) => {
      for (const { mirror } of disks) if (mirror !== undefined) mirror.role = "new";
    }],
  ])("the pool is not started where the other one %s", async (_why, said, change) => {
    for (const name of ["vda", "vdb"] as const) {
      const { result, calls, lost, lines } = await start(name, noTable, change);
      expect(result).toMatchObject({ name: "Refused", message: expect.stringMatching(said) as string });
      // Both reasons are told, and the first is the disk that started it.
      expect((result as Error).message).toContain(`the partition of the mirror is not on /dev/${lost.name} any more: its partition table is another one, or gone. Nothing is written to it; `);
      expect([calls, lost.written, lines]).toEqual([[], [], []]);
    }
  });

  test("the array is taken as it runs, or left alone where it runs without the one that is left", async () => {
    for (const name of ["vda", "vdb"] as const) {
      const disks = [new FakeDisk("vda", 0, "ready"), new FakeDisk("vdb", 1, "ready")];
      for (const disk of disks) if (disk.name === name) disk.head.fill(0, 512, 1024);
      const whole = lab(disks, both, { md7: ["/dev/vda1", "/dev/vdb1"] });
      const { log, lines } = logged();
      expect(await poolMount({ ...whole.context, log }, mount(["vda", "vdb"]))).toBe("changed");
      expect([whole.calls[0], lines]).toEqual(["e2fsck -p /dev/md7", ["warn: a disk of the mirror cannot be looked at: its array is taken as it runs"]]);

      for (const disk of disks) raid(disk);
      const split = lab(disks, both, { md7: [`/dev/${name}1`] });
      await expect(poolMount({ ...split.context, plan: { ...split.context.plan, disks: [planned("vda", 0), planned("vdb", 1)] } }, mount(["vda", "vdb"]))).rejects.toThrow("runs as md7, on another disk");
      expect(split.calls).toEqual([]);
    }
  });
});

describe("mirror.join", () => {
  const running = { md0: ["/dev/vda1"] };

  test("claims a blank disk, adds it, and then says ready", async () => {
    const disks = [new FakeDisk("vda", 0, "ready"), new FakeDisk("vdc", null)];
    const { context: machine, calls } = lab(disks, [["/dev/vda1", ARRAY]], running);
    expect(await mirrorJoin(machine, join("vdc", false))).toBe("changed");
    expect(calls.map((call) => call.split(" ").filter((word) => !word.startsWith("--wipe") && word !== "--quiet").join(" "))).toEqual(["sfdisk --lock=yes --no-tell-kernel /dev/vdc", "mdadm --manage /dev/md0 --add /dev/vdc1"]);
    expect([disks[1]?.state, disks[1]?.written, disks[0]?.written]).toEqual(["ready", ["exclusive", "shared"], []]);
  });

  test("cut off before it was added: goes on, without what was left of an earlier try", async () => {
    const disks = [new FakeDisk("vda", 0, "ready"), new FakeDisk("vdc", 1)];
    const { context: machine, calls } = lab(disks, [["/dev/vda1", ARRAY], ["/dev/vdc1", ARRAY]], running);
    expect(await mirrorJoin(machine, join("vdc", true))).toBe("changed");
    // The table too: the power may have failed while it was written.
    expect(calls.map((call) => call.split(" --")[0] + " " + call.split(" ").slice(-2).join(" "))).toEqual([expect.stringMatching(/^blkid /), "sfdisk --wipe-partitions=never /dev/vdc", "mdadm --zero-superblock /dev/vdc1", "mdadm --add /dev/vdc1"]);
    expect(disks[1]?.state).toBe("ready");
  });

  test("added already, but not said so", async () => {
    const disks = [new FakeDisk("vda", 0, "ready"), new FakeDisk("vdc", 1)];
    const { context: machine, calls } = lab(disks, [["/dev/vda1", ARRAY], ["/dev/vdc1", ARRAY]], { md0: ["/dev/vda1", "/dev/vdc1"] });
    expect(await mirrorJoin(machine, join("vdc", true))).toBe("changed");
    expect(calls).toEqual([]);
    expect(disks[1]?.state).toBe("ready");
  });

  test("refuses where the mirror does not run, the disk is not blank any more, or is part of a foreign array", async () => {
    const stopped = lab([new FakeDisk("vda", 0, "ready"), new FakeDisk("vdc", null)], [["/dev/vda1", ARRAY]]);
    await expect(mirrorJoin(stopped.context, join("vdc", false))).rejects.toThrow("does not run");
    const used = new FakeDisk("vdc", null);
    used.head.writeUInt8(1, 4711);
    const dirty = lab([new FakeDisk("vda", 0, "ready"), used], [["/dev/vda1", ARRAY]], running);
    await expect(mirrorJoin(dirty.context, join("vdc", false))).rejects.toThrow("byte 4711 is not zero");
    const foreign = lab([new FakeDisk("vda", 0, "ready"), new FakeDisk("vdc", 1)], [["/dev/vda1", ARRAY], ["/dev/vdc1", "99999999-5566-7788-99aa-bbccddeeff00"]], running);
    await expect(mirrorJoin(foreign.context, join("vdc", true))).rejects.toThrow("has been used since its claim was cut off: in its partition is linux_raid_member");
    expect([...stopped.calls, ...dirty.calls, ...foreign.calls.filter((call) => !call.startsWith("blkid"))]).toEqual([]);
    expect(used.written).toEqual([]);
  });
});
