import { execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { diskClaim } from "../../src/apply/actions/diskClaim.ts";
import { poolMount } from "../../src/apply/actions/poolMount.ts";
import { hostDisks as applyDisks, type Disks } from "../../src/apply/blockDevice.ts";
import { freeDisk } from "../../src/apply/freeDisk.ts";
import type { Claim } from "../../src/apply/actions/claimChecks.ts";
import { decodeMarker, encodeMarker, MARKER_BYTES, MARKER_OFFSET } from "../../src/marker/index.ts";
import { run } from "../../src/ports/run.ts";
import { decideDisk, type DiskDecision } from "../../src/plan/disks/verdict.ts";
import { layOut } from "../../src/plan/disks/layout.ts";
import type { Caller } from "../../src/stages/commands.ts";
import { diskFree } from "../../src/stages/diskFree.ts";
import { hostMachine } from "../../src/apply/machine.ts";
import { freeContext, ID, lookAtLoop, SERIAL, theDisk } from "./freeHost.ts";
import { requireLoopDevices } from "./look.ts";
import { LoopDisk } from "./loop.ts";

const MIB = 1024 * 1024;
/** The smallest that the planner claims. */
const SIZE = 256 * MIB;
const END = 64 * MIB;

await requireLoopDevices();

let disk: LoopDisk;
const command = (program: string, ...args: string[]): string => execFileSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
const decide = async (): Promise<DiskDecision> => decideDisk(await theDisk(disk.path, disk.dir, "boot"), { site: "default", blank: null });
const free = async (disks: Disks = applyDisks): Promise<void> => freeDisk(freeContext(disk.path, disk.dir, { disks }), await theDisk(disk.path, disk.dir));
const marker = (): string => {
  const read = decodeMarker(disk.read(MARKER_OFFSET, MARKER_BYTES));
  return read.state === "good" || read.state === "free" ? read.marker.state : read.state;
};
/** Both ends but the marker's place: what a claim rests on. */
const endsAreZero = (): boolean => {
  const head = disk.read(0, END);
  head.fill(0, MARKER_OFFSET, MARKER_OFFSET + MARKER_BYTES);
  return head.equals(Buffer.alloc(END)) && disk.read(SIZE - END, END).equals(Buffer.alloc(END));
};
const claimStep = (over: Partial<Claim> = {}): Claim => ({
  action: "disk.claim", phase: "disks", path: disk.path, id: ID, sizeBytes: SIZE, logicalBlockBytes: 512, diskSeq: disk.diskSeq, site: "default", pool: "default", resume: false,
  partitionUuid: "11111111-2222-4333-8444-555555555555", filesystemUuid: "66666666-7777-4888-9999-aaaaaaaaaaaa", diskUuid: "bbbbbbbb-cccc-4ddd-8eee-ffffffffffff",
  partition: layOut(SIZE, 512), ...over,
});
const claim = async (over: Partial<Claim> = {}): Promise<string> => {
  const context = {
    ...freeContext(disk.path, disk.dir), plan: { disks: [{ path: disk.path, id: ID, sizeBytes: SIZE, verdict: "claim", reason: "freed", evidence: [], remedy: null, pool: "default" }], locale: { lang: "en", keymap: "us", locale: "C.UTF-8" } },
    sleep: (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds)), randomInt: () => 0, changed: new Set(),
  } as unknown as Parameters<typeof diskClaim>[0];
  const result = await diskClaim(context, claimStep(over), disk.dir);
  await poolMount(context, { action: "pool.mount", phase: "disks", pool: "default", partitionUuid: claimStep().partitionUuid, path: disk.mountPoint }, disk.dir);
  return result;
};

/** The command as a person runs it, on a start without a token: it frees, and claims nothing. */
async function ask(typed: string | null, id = ID): Promise<{ code: number; out: string; err: string }> {
  const [out, err]: [string[], string[]] = [[], []];
  const machine = { ...hostMachine(freeContext(disk.path, disk.dir).log as never), fs: freeContext(disk.path, disk.dir).fs };
  const caller = {
    machine, look: (inventory: "early" | "boot" | "full") => lookAtLoop(disk.path, disk.dir, inventory === "full" ? "full" : "boot"), isRoot: true, lang: "en", color: false, ownTerminal: null,
    again: (now) => Promise.resolve(now), lookAtDisks: (now) => Promise.resolve(now), handOver: () => undefined, priority: () => undefined, readLine: () => Promise.resolve(typed), free: (facts) => freeDisk(freeContext(disk.path, disk.dir), facts), readFile: () => Promise.reject(new Error("none")),
    out: (text) => Promise.resolve(void out.push(text)), err: (text) => Promise.resolve(void err.push(text)),
  } satisfies Caller;
  return { code: await diskFree(caller, { command: "disk-free", id, format: "text", lang: "en" }), out: out.join(""), err: err.join("") };
}

beforeEach(() => {
  disk = new LoopDisk(SIZE);
  mkdirSync(join(disk.dir, "run"));
  writeFileSync(join(disk.dir, "run/timeline"), "initramfs 1.0\n");
});
afterEach(() => {
  // mkswap and partx leave nothing in use; a partition of the test's own may be known to the kernel.
  disk.destroy();
});

const put = (offset: number, bytes: Uint8Array) => (): void => { disk.write(offset, bytes); };
const shell = (script: string) => (): void => void execFileSync("sh", ["-c", script, "sh", disk.path], { stdio: "pipe" });
const CONTENTS: [string, string, () => void][] = [
  ["ext4 on the whole disk", "signature", () => command("mke2fs", "-q", "-F", "-t", "ext4", disk.path)],
  ["a GPT with two partitions that the kernel knows", "partition-table", shell("printf 'label: gpt\\n2048 204800\\n- - \\n' | sfdisk -q --no-reread --no-tell-kernel \"$1\" && partx --update \"$1\"")],
  ["a DOS table", "partition-table", shell("printf 'label: dos\\n- - L -\\n' | sfdisk -q --no-reread --no-tell-kernel \"$1\"")],
  ["swap space that is not in use", "signature", () => command("mkswap", disk.path)],
  ["LUKS", "signature", put(0, Buffer.from("LUKS\xba\xbe\0\x01", "latin1"))],
  ["a byte at the very end", "not-zero", put(SIZE - 1, Buffer.from([1]))],
  ["a byte of a marker that is damaged", "damaged-marker", put(MARKER_OFFSET, Buffer.from("RAMVISOR\n{"))],
];

describe("a used disk, freed, is claimed", { timeout: 60_000 }, () => {
  it.each(CONTENTS)("%s", async (_, reason, prepare) => {
    prepare();
    expect(await decide()).toMatchObject({ verdict: "refuse", reason });
    await free();
    expect([marker(), endsAreZero()]).toEqual(["free", true]);
    expect(await decide()).toMatchObject({ verdict: "claim", reason: "freed" });
    expect(await claim()).toBe("changed");
    expect(marker()).toBe("ready");
  });

  it("the side of a pair: it says whose, also after a run that was cut off", async () => {
    const pair = { resource: "r0", uuid: "44444444-4444-5444-8444-444444444444", side: 1 as const, dataBytes: 128 * MIB, partitionBytes: 200 * MIB };
    disk.write(MARKER_OFFSET, encodeMarker({ format: 1, site: "elsewhere", disk: ID, sizeBytes: SIZE, pool: "default", state: "ready", partitionUuid: claimStep().partitionUuid, filesystemUuid: claimStep().filesystemUuid, role: "pair", pair }));
    const given = (): unknown => { const read = decodeMarker(disk.read(MARKER_OFFSET, MARKER_BYTES)); return read.state === "free" ? [read.marker.state, read.marker.pair] : read.state; };
    await free();
    expect(given()).toEqual(["free", pair.uuid]);
    const read = decodeMarker(disk.read(MARKER_OFFSET, MARKER_BYTES));
    if (read.state === "free") disk.write(MARKER_OFFSET, encodeMarker({ ...read.marker, state: "freeing" }));
    await free();
    expect(given()).toEqual(["free", pair.uuid]);
    expect(await decide()).toMatchObject({ verdict: "claim", reason: "freed" });
    expect(await claim()).toBe("changed");
  });

  it("full of random bytes, ends and middle; and what is between the ends is left", async () => {
    for (let offset = 0; offset < SIZE; offset += 16 * MIB) disk.write(offset, randomBytes(16 * MIB));
    const middle = disk.read(END, 16 * MIB);
    expect(await decide()).toMatchObject({ verdict: "refuse" });
    await free();
    expect(disk.read(END, 16 * MIB).equals(middle)).toBe(true);
    expect(await decide()).toMatchObject({ verdict: "claim", reason: "freed" });
    expect(await claim()).toBe("changed");
    command("umount", disk.mountPoint);
    expect(command("e2fsck", "-fn", `${disk.path}p1`)).toContain("ramvisor-default");
  });
});

describe("what a free marker does not excuse", () => {
  beforeEach(() => free());
  it("a disk of another name", async () => {
    const read = decodeMarker(disk.read(MARKER_OFFSET, MARKER_BYTES));
    if (read.state !== "free") throw new Error(read.state);
    disk.write(MARKER_OFFSET, encodeMarker({ ...read.marker, disk: "virtio-OTHER" }));
    expect(await decide()).toMatchObject({ verdict: "refuse", reason: "moved-marker" });
    await expect(claim()).rejects.toThrow(`byte ${MARKER_OFFSET} is not zero`);
  });
  it.each([["before the marker", MARKER_OFFSET - 1], ["behind it", MARKER_OFFSET + MARKER_BYTES], ["in the last MiB", SIZE - 5000]])("a byte %s", async (_, offset) => {
    disk.write(offset, Buffer.from([1]));
    expect(await decide()).toMatchObject({ verdict: "refuse", reason: "not-zero", evidence: [{ kind: "not-zero", offset }] });
    await expect(claim()).rejects.toThrow(`byte ${offset} is not zero`);
    expect(marker()).toBe("free");
  });
  it("a file system that was made since", async () => {
    command("mke2fs", "-q", "-F", "-t", "ext4", "-E", "lazy_itable_init=1", disk.path);
    expect(await decide()).toMatchObject({ verdict: "refuse" });
    await expect(claim()).rejects.toThrow("is not zero");
  });
});

describe("the command", { timeout: 60_000 }, () => {
  it("writes nothing for another serial number, none, or more than it", async () => {
    command("mke2fs", "-q", "-F", "-t", "ext4", disk.path);
    const before = disk.digest();
    for (const typed of ["TEST0002", "test0001", "", null, `${SERIAL} yes`]) {
      expect(await ask(typed)).toMatchObject({ code: 1, out: expect.stringContaining("nothing was written") as unknown });
    }
    expect(disk.digest()).toBe(before);
  });

  it("frees for the right one, by any name of the disk, and says when it is claimed", async () => {
    for (const name of [ID, `/dev/disk/by-id/${ID}`, disk.path]) {
      command("mke2fs", "-q", "-F", "-t", "ext4", disk.path);
      const { code, out } = await ask(`${SERIAL}\r`, name);
      expect(code, out).toBe(0);
      expect(out).toMatch(/ext4 at offset 1080[^]*Everything on this disk is lost[^]*serial number:[^]*The disk is freed/);
      expect(out).toContain("ramvisor apply");
      expect(await decide()).toMatchObject({ reason: "freed" });
    }
    const before = disk.digest();
    expect(await ask(SERIAL)).toMatchObject({ code: 0, out: expect.stringContaining("was freed before") as unknown });
    expect(disk.digest()).toBe(before);
  });

  it("refuses a disk that is mounted, held by somebody, read-only or not there", async () => {
    command("mke2fs", "-q", "-F", "-t", "ext4", disk.path);
    mkdirSync(disk.mountPoint);
    command("mount", disk.path, disk.mountPoint);
    const mounted = await ask(SERIAL);
    expect(mounted).toMatchObject({ code: 1 });
    expect(mounted.out.replaceAll(/\s+/g, " ")).toContain(`umount ${disk.mountPoint} && ramvisor disk free ${ID}`);
    command("umount", disk.mountPoint);
    const before = disk.digest();
    const holder = await applyDisks.open(disk.path, "exclusive");
    expect(await ask(SERIAL)).toMatchObject({ code: 1, out: expect.stringContaining("held") as unknown });
    await holder.close();
    command("blockdev", "--setro", disk.path);
    expect(await ask(SERIAL)).toMatchObject({ code: 1, out: expect.stringContaining("read-only") as unknown });
    command("blockdev", "--setrw", disk.path);
    expect(await ask(SERIAL, "virtio-NONE")).toMatchObject({ code: 2, out: "", err: `There is no disk virtio-NONE; there are: ${ID}.\n` });
    expect(disk.digest()).toBe(before);
  });

  it("says of a blank disk that it is blank", async () => {
    const before = disk.digest();
    expect(await ask(SERIAL)).toMatchObject({ code: 0, out: expect.stringContaining("blank already") as unknown });
    expect(disk.digest()).toBe(before);
  });

  it("wants the pool's name as well for a disk with guests on it", async () => {
    await claim();
    command("umount", disk.mountPoint);
    const before = disk.digest();
    const refused = await ask(SERIAL);
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.out.replaceAll(/\s+/g, " ")).toContain("It carries the Ramvisor pool default of site default: all guests in it are lost as well.");
    expect(disk.digest()).toBe(before);
    const freed = await ask(`${SERIAL} default`);
    expect(freed.code, freed.out).toBe(0);
    expect((await theDisk(disk.path, disk.dir)).children).toEqual([]);
    expect(await claim()).toBe("changed");
  });
});

describe("an interruption", { timeout: 120_000 }, () => {
  /** Everything after so many writes fails, as when the power does. */
  const dyingAfter = (writes: number): Disks => {
    let left = writes;
    return {
      ...applyDisks,
      open: async (path, how) => {
        const open = await applyDisks.open(path, how);
        return { ...open, write: async (offset, bytes) => { if (left-- <= 0) throw new Error("power failed"); await open.write(offset, bytes); } };
      },
    };
  };

  it.each([0, 1, 2, 17, 32])("after %i writes leaves nothing that is claimed, and the run can be repeated", async (writes) => {
    command("mke2fs", "-q", "-F", "-t", "ext4", disk.path);
    disk.write(SIZE - 40 * MIB, randomBytes(MIB));
    await expect(free(dyingAfter(writes))).rejects.toThrow("power failed");
    const decision = await decide();
    expect(decision).toMatchObject({ verdict: "refuse", reason: writes === 0 ? "signature" : "unfinished-free" });
    await free();
    expect(await decide()).toMatchObject({ verdict: "claim", reason: "freed" });
  });

  it("by SIGKILL at any moment: what is claimed has clean ends and a whole free marker", async () => {
    const seen: string[] = [];
    for (const delay of [0, 40, 160, 400]) {
      execFileSync("wipefs", ["-aq", disk.path]);
      disk.write(MARKER_OFFSET, Buffer.alloc(MARKER_BYTES));
      command("mke2fs", "-q", "-F", "-t", "ext4", disk.path);
      const child = spawn(process.execPath, ["--import", "tsx", join(import.meta.dirname, "freeChild.ts"), disk.path, disk.dir], { stdio: ["ignore", "pipe", "inherit"] });
      const ended = once(child, "exit");
      await Promise.race([once(child.stdout, "data"), ended]);
      await new Promise((resolve) => setTimeout(resolve, delay));
      child.kill("SIGKILL");
      await ended;
      await run("udevadm", ["settle", "--timeout=5"]);
      const { verdict, reason } = await decide();
      seen.push(`${String(delay)} ms: ${reason}`);
      if (verdict === "claim") expect([reason, marker(), endsAreZero()]).toEqual(["freed", "free", true]);
      else expect(verdict).toBe("refuse");
    }
    process.stdout.write(`${seen.join("; ")}\n`);
    await free().catch(() => undefined);
    expect(marker()).toBe("free");
  });
});
