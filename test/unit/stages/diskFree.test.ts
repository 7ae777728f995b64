import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { parseArgv, type Options } from "../../../src/cli.ts";
import { Refused } from "../../../src/apply/explain.ts";
import { readFileSync } from "node:fs";
import type { DiskFacts, Facts } from "../../../src/model/facts.ts";
import { diskFreeSchema } from "../../../src/schema/diskFree.ts";
import type { Caller } from "../../../src/stages/commands.ts";
import { diskFree } from "../../../src/stages/diskFree.ts";
import { machine, memory } from "../apply/fakes.ts";
import { bootFiles, captured, FOREIGN, goodHost, LINE } from "./host.ts";

const base = captured("qemu-one-blank-disk");
const [blank] = base.disks as [DiskFacts];
const used: DiskFacts = { ...blank, scans: [], signatures: [{ source: "wipefs", type: "ext4", offset: 1080 }] };
const freed: DiskFacts = { ...blank, marker: { state: "free", marker: { format: 1, role: "free", state: "free", disk: blank.id, serial: blank.serial, sizeBytes: blank.sizeBytes } } };
const serial = blank.serial ?? "";

async function run(argv: string, over: { line?: string; typed?: string | null; disk?: DiskFacts; free?: Caller["free"]; lang?: string; facts?: Facts; files?: Record<string, string>; ignoreSignals?: () => void } = {}): Promise<{ code: number; out: string; err: string; freed: string[]; lock: boolean }> {
  const facts = over.facts ?? base;
  const { fs } = memory({ ...bootFiles(over.line ?? LINE, facts), "/run/systemd/system/": "", ...over.files });
  const [out, err, given]: [string[], string[], string[]] = [[], [], []];
  let now = over.disk ?? used;
  const caller: Caller = {
    machine: machine(fs, goodHost().run), look: () => Promise.resolve({ ...facts, disks: over.facts === undefined ? [now] : facts.disks.map((one) => (one.id === now.id ? now : one)) } as Facts), readFile: () => Promise.reject(new Error("none")),
    readLine: () => Promise.resolve(over.typed === undefined ? serial : over.typed),
    free: over.free ?? ((disk) => { given.push(disk.id); now = disk.id === blank.id && over.facts === undefined ? freed : { ...disk, scans: facts.disks.find(({ id }) => id === disk.id)?.scans ?? [], signatures: [] }; return Promise.resolve(); }),
    ...(over.ignoreSignals === undefined ? {} : { ignoreSignals: over.ignoreSignals }),
    again: (now) => Promise.resolve(now), lookAtDisks: (now) => Promise.resolve(now), handOver: () => undefined, priority: () => undefined,
    lang: "en", ownTerminal: null, color: false, isRoot: true, out: (text) => Promise.resolve(void out.push(text)), err: (text) => Promise.resolve(void err.push(text)),
  };
  const options = parseArgv(["disk", "free", ...argv.split(" "), "--lang", over.lang ?? "en"]) as Extract<Options, { command: "disk-free" }>;
  const code = await diskFree(caller, options);
  return { code, out: out.join(""), err: err.join(""), freed: given, lock: await fs.exists("/run/ramvisor/lock") };
}

describe("disk free", () => {
  it("in rescue: frees, claims nothing, and says when it will be", async () => {
    const { code, out, freed: given } = await run(blank.id, { line: FOREIGN });
    expect([code, given]).toEqual([0, [blank.id]]);
    expect(out.replaceAll(/\s+/g, " ")).toContain("The disk is freed: both ends are zero, blkid and wipefs find nothing. It is claimed once a mac. token names this machine: by ramvisor apply");
  });
  it("with disks.none: says why it is not used", async () => {
    const { code, out } = await run(blank.id, { line: `${LINE} disks.none` });
    expect(code).toBe(0);
    expect(out.replaceAll(/\s+/g, " ")).toContain("It is not used now: disks.none: blank disks are left alone.");
  });
  it("says where the claim that follows fails: the disk is free all the same", async () => {
    const { code, out } = await run(`${blank.id} --format json`);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ result: "freed", claim: { verdict: "claim", reason: "freed", pool: "default", mountedAt: null, error: expect.any(String) as unknown, cause: null } });
  });
  it("says where a disk does not join the mirror: that its pool is mounted is the other disk's doing", async () => {
    const degraded = JSON.parse(readFileSync(new URL("../../hosts/mirror-degraded-replacement-joins/facts.json", import.meta.url), "utf8")) as Facts;
    const [, , one] = degraded.disks as [DiskFacts, DiskFacts, DiskFacts];
    const mounted = { "/proc/self/mountinfo": "25 1 9:127 / /var/lib/ramvisor/pools/default rw - ext4 /dev/md127 rw\n" };
    const { code, out } = await run(`${one.id} --format json`, { facts: degraded, disk: { ...one, scans: [], signatures: used.signatures }, files: mounted, typed: one.serial });
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ result: "freed", claim: { reason: "replacement", pool: "default", mountedAt: "/var/lib/ramvisor/pools/default", error: expect.any(String) as unknown, cause: null } });
  });
  it("is not ended by Ctrl-C once it has the answer, and before that is", async () => {
    const seen: string[] = [];
    await run(blank.id, { ignoreSignals: () => { seen.push("held"); }, free: () => { seen.push("freed"); return Promise.reject(new Error("none")); } });
    await run(blank.id, { typed: "x", ignoreSignals: () => { seen.push("too early"); } });
    expect(seen).toEqual(["held", "freed"]);
  });
  it("tells scripts the cause as a code", async () => {
    const { out } = await run(`${blank.id} --format json`, { lang: "de", free: () => Promise.reject(new Refused({ code: "in-use", path: "/dev/vda" })) });
    expect(JSON.parse(out)).toMatchObject({ result: "failed", cause: { code: "in-use", path: "/dev/vda" }, claim: null });
  });
  it.each([["wrong", "x"], ["none", null]])("frees nothing for an answer that is %s", async (_, typed) => {
    expect(await run(blank.id, { typed })).toMatchObject({ code: 1, freed: [] });
  });
  it("tells what was not written from what was half written", async () => {
    const nothing = await run(blank.id, { free: () => Promise.reject(new Refused({ code: "in-use", path: "/dev/vda" })) });
    expect(nothing).toMatchObject({ code: 1, lock: false, out: expect.stringContaining("Nothing was written: /dev/vda is in use.") as unknown });
    const german = await run(blank.id, { lang: "de", free: () => Promise.reject(new Refused({ code: "in-use", path: "/dev/vda" })) });
    expect(german.out).toContain("Nichts wurde geschrieben: /dev/vda ist in Gebrauch.");
    const half = await run(blank.id, { free: () => Promise.reject(Object.assign(new Error("EIO"), { code: "EIO" })) });
    expect(half.out.replaceAll(/\s+/g, " ")).toMatch(/Freeing did not come to its end: .* until this command is run again\./);
    expect(half.code).toBe(1);
  });
  it("keeps standard output for the document, which fits its schema", async () => {
    for (const over of [{ line: FOREIGN }, { typed: "x" }, { disk: { ...used, mounts: ["/srv"] } }, { disk: blank }]) {
      const { out, err } = await run(`${blank.id} --format json`, over);
      expect(v.safeParse(diskFreeSchema, JSON.parse(out)).issues).toBeUndefined();
      expect(err).toContain(blank.id);
    }
  });
  it("says which read failed, also where the planner had no need to look on", async () => {
    const { code, out } = await run(blank.id, { disk: { ...used, errors: [{ what: "wipefs -n /dev/vda", why: "timeout" }] } });
    expect([code, out.replaceAll(/\s+/g, " ")]).toEqual([1, expect.stringContaining("cannot be read without error. wipefs -n /dev/vda: timeout.") as unknown]);
  });
  it("says what releases a disk in use", async () => {
    expect((await run(blank.id, { disk: { ...used, mounts: ["/srv"] } })).out).toContain(`umount /srv && ramvisor disk free ${blank.id}\n`);
  });
  it("names the disks there are", async () => {
    expect(await run("virtio-NONE")).toMatchObject({ code: 2, out: "", err: `There is no disk virtio-NONE; there are: ${blank.id}.\n` });
  });
});
