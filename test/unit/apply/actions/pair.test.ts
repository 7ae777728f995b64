import { describe, expect, test } from "vitest";
import { pairAdopt, pairLeave } from "../../../../src/apply/actions/pairAdopt.ts";
import { pairForm } from "../../../../src/apply/actions/pairForm.ts";
import { pairBegin, pairMake, pairSettle } from "../../../../src/apply/actions/pairMake.ts";
import { pairPeer } from "../../../../src/apply/actions/pairPeer.ts";
import { pairMount } from "../../../../src/apply/actions/pairMount.ts";
import { pairAttach, pairUp } from "../../../../src/apply/actions/pairUp.ts";
import { beginQuiet, endQuiet, isQuiet, noteQuiet, withoutQuiet } from "../../../../src/apply/pairLink.ts";
import type { Disks } from "../../../../src/apply/blockDevice.ts";
import type { ApplyContext } from "../../../../src/apply/context.ts";
import { decodeMarker, MARKER_BYTES, MARKER_OFFSET } from "../../../../src/marker/index.ts";
import type { DiskMarker, Facts } from "../../../../src/model/facts.ts";
import type { PlannedDisk } from "../../../../src/model/plan.ts";
import { RESTORED_DIR, STARTED_DIR } from "../../../../src/apply/guestStore.ts";
import { AGREED_FILE, hashOf } from "../../../../src/peers/keys.ts";
import { decodeSecret, encodeSecret, SECRET_BYTES, SECRET_OFFSET } from "../../../../src/peers/secretBlock.ts";
import { metaOffset } from "../../../../src/raid/drbdMeta.ts";
import { lookIntoSide } from "../../../../src/apply/sideLook.ts";
import { gen, meta, sideDisk } from "../../plan/cluster/fixtures.ts";
import { pairHead } from "../pairHead.ts";
import { context, ext4Start, failed, memory, ok, programs, type Call } from "../fakes.ts";

const MIB = 1024 * 1024;
const SIZE = 512 * MIB;
const PARTITION = { startByte: MIB, sizeBytes: 510 * MIB };
const UUID = "44444444-4444-5444-8444-444444444444";
const PART = "33333333-3333-5333-8333-333333333333";
const FILESYSTEM = "22222222-2222-5222-8222-222222222222";
const SIDE = { id: "virtio-vda", partitionUuid: PART, resource: "r0", uuid: UUID, side: 0 as const };
const ON = { phase: "pair" as const, resource: "r0", minor: 0, disk: SIDE };
const CONF = { name: "r0", minor: 0, port: 7790, dataBytes: 382 * MIB, ends: [{ host: "lab-1", address: "10.0.0.1" }, { host: "lab-2", address: "10.0.0.2" }] as [{ host: string; address: string }, { host: string; address: string }] };
const PATH = "/var/lib/ramvisor/pools/default";
const SECRET = "/run/ramvisor/pair.secret";

interface Lab {
  context: ApplyContext;
  calls: string[];
  files(): Record<string, string | null>;
  marker(): DiskMarker["state"] | "none";
  name(): string | null;
  formed(): boolean | undefined;
  place(): DiskMarker["pair"];
  /** Notes that this secret was agreed at first contact. */
  agreed(secret: string): void;
  /** What stands behind the marker. */
  kept(): ReturnType<typeof decodeSecret>;
}

interface Given {
  state?: DiskMarker["state"] | null;
  uuid?: string;
  /** The line of /proc/drbd; null: not up. */
  drbd?: string | null;
  /** After this command. */
  becomes?: Record<string, string>;
  generation?: bigint;
  secret?: boolean;
  formed?: boolean;
  linked?: boolean;
  /** Of the site overlay. */
  overlay?: boolean;
  /** On the disk. */
  kept?: string;
  /** In the marker; `markedAs`: in the plan. */
  name?: string;
  markedAs?: string;
  fail?: string[];
  /** How often the file system on the mirror was mounted. */
  mountCount?: number;
}

/** One disk with a marker and a table, and a kernel that does with DRBD what it is told. */
function lab({ state = "claiming", uuid = UUID, drbd = null, becomes = {}, generation = 4n, secret = true, formed, linked, overlay = false, kept, name = "virtio-vda", markedAs, fail = [], mountCount = 1 }: Given = {}): Lab {
  const head = pairHead(state === null ? null : {
    format: 1, site: "default", disk: name, sizeBytes: SIZE, role: "pair", pool: "default", state, partitionUuid: PART, filesystemUuid: FILESYSTEM,
    pair: { resource: "r0", uuid, side: 0, dataBytes: CONF.dataBytes, partitionBytes: PARTITION.sizeBytes, ...(formed === undefined ? {} : { formed }), ...(linked === undefined ? {} : { linked }) },
  }, PARTITION, PART);
  if (kept !== undefined) encodeSecret("default", kept).copy(head, SECRET_OFFSET);
  const meta = Buffer.alloc(4096);
  meta.writeBigUInt64BE(generation, 8);
  meta.writeUInt32BE(0x8374026b, 60);

  const { fs, volume, all } = memory({
    "/dev/disk/by-id/virtio-vda": "", "/sys/class/block/vda/vda1/start": String(PARTITION.startByte / 512), "/sys/class/block/vda/vda1/size": String(PARTITION.sizeBytes / 512),
    "/sys/class/block/vda/vda1/dev": "254:1", "/proc/self/mountinfo": "", "/dev/vda": "", "/etc/drbd.d/": "", ...(secret ? { [SECRET]: "a secret of this test\n" } : {}), ...(overlay ? { "/run/ramvisor/site/pair.secret": "a secret of this test\n" } : {}),
  });
  volume.rmSync("/dev/disk/by-id/virtio-vda");
  volume.symlinkSync("/dev/vda", "/dev/disk/by-id/virtio-vda");
  volume.writeFileSync("/proc/drbd", drbd === null ? "version: 8.4.11\n" : `version: 8.4.11\n 0: ${drbd} C r-----\n`);
  // The other node's: which it is no marker here says.
  const onDevice = ext4Start("66666666-2222-5222-8222-222222222222", mountCount);
  const disks: Disks = {
    isBlockDevice: () => Promise.resolve(true),
    open: (path) => Promise.resolve({
      read: (offset, length) => Promise.resolve(path === "/dev/drbd0" ? onDevice.subarray(offset, offset + length) : offset < MIB ? head.subarray(offset, offset + length) : offset === PARTITION.startByte + metaOffset(PARTITION.sizeBytes) ? meta : Buffer.alloc(length)),
      write: (offset, bytes) => Promise.resolve(void Buffer.from(bytes).copy(head, offset)),
      sync: () => Promise.resolve(), close: () => Promise.resolve(),
    }),
  };
  const planned: PlannedDisk = { path: "/dev/vda", id: "virtio-vda", sizeBytes: SIZE, diskSeq: null, verdict: "own", reason: "own", evidence: [], remedy: null, pool: null, ...(markedAs === undefined ? {} : { markedAs }) };
  const calls: string[] = [];
  const answer = ({ program, args }: Call): ReturnType<typeof ok> => {
    const said = [program, ...args].join(" ");
    calls.push(said);
    if (fail.some((start) => said.startsWith(start))) return failed(17, "no");
    const next = Object.entries(becomes).find(([start]) => said.startsWith(start));
    if (next !== undefined) volume.writeFileSync("/proc/drbd", `version: 8.4.11\n 0: ${next[1]} C r-----\n`);
    return ok();
  };
  const { run } = programs({ drbdadm: answer, mke2fs: answer, e2fsck: answer, mount: answer, umount: answer, udevadm: () => ok() });
  const placeNow = (): DiskMarker["pair"] => {
    const read = decodeMarker(head.subarray(MARKER_OFFSET, MARKER_OFFSET + MARKER_BYTES));
    return read.state === "good" ? read.marker.pair : undefined;
  };
  return {
    context: context({ fs, run, disks, plan: { disks: [planned], locale: { lang: "de", keymap: "de", locale: "de_DE.UTF-8" } } }), calls, files: all, agreed: (one) => { volume.writeFileSync(AGREED_FILE, `${hashOf(one)}\n`); }, kept: () => decodeSecret(head.subarray(SECRET_OFFSET, SECRET_OFFSET + SECRET_BYTES)),
    name: () => {
      const read = decodeMarker(head.subarray(MARKER_OFFSET, MARKER_OFFSET + MARKER_BYTES));
      return read.state === "good" ? read.marker.disk : null;
    },
    formed: () => placeNow()?.formed, place: () => placeNow(),
    marker: () => {
      const read = decodeMarker(head.subarray(MARKER_OFFSET, MARKER_OFFSET + MARKER_BYTES));
      return read.state === "good" ? read.marker.state : "none";
    },
  };
}

const NEW = "cs:Connected ro:Secondary/Secondary ds:Inconsistent/Inconsistent";
const EQUAL = "cs:Connected ro:Secondary/Secondary ds:UpToDate/UpToDate";
const LEADS = "cs:Connected ro:Primary/Secondary ds:UpToDate/UpToDate";
const ALONE = "cs:WFConnection ro:Secondary/Unknown ds:UpToDate/DUnknown";

describe("pair.up", () => {
  const up = { action: "pair.up" as const, phase: "pair" as const, conf: CONF, disk: SIDE, fresh: true };

  test("keeps the secret on the disk before it can have data, where the medium brings none", async () => {
    const bare = lab();
    await pairUp(bare.context, up);
    expect(bare.kept()).toEqual({ state: "good", site: "default", secret: "a secret of this test", agreed: false });
    const given = lab({ overlay: true });
    await pairUp(given.context, up);
    expect(given.kept()).toEqual({ state: "none" });
  });

  test("writes over another secret where there is no data, and never where there is", async () => {
    const unfinished = lab({ kept: "the secret of a start before" });
    await pairUp(unfinished.context, up);
    expect(unfinished.kept()).toMatchObject({ secret: "a secret of this test" });
    const full = lab({ state: "ready", kept: "the secret of another pair" });
    await expect(pairUp(full.context, { ...up, fresh: false })).rejects.toThrow("carries the secret of another pair");
    expect([full.kept(), full.calls]).toEqual([{ state: "good", site: "default", secret: "the secret of another pair", agreed: false }, []]);
  });

  test("notes on an unfinished side whether the secret may still be told, and takes the word away when it may not", async () => {
    const { context: made, kept, agreed } = lab();
    agreed("a secret of this test");
    await pairUp(made, up);
    expect(kept()).toMatchObject({ secret: "a secret of this test", agreed: true });
    // One that a person handed over meanwhile is none that was agreed; and a peer with data ends the agreement.
    agreed("another secret than this one");
    await pairUp(made, up);
    expect(kept()).toMatchObject({ secret: "a secret of this test", agreed: false });
    const full = lab({ state: "ready" });
    full.agreed("a secret of this test");
    await pairUp(full.context, { ...up, fresh: false });
    expect(full.kept()).toMatchObject({ secret: "a secret of this test", agreed: false });
  });

  test("new metadata on a side that was just claimed, under a file that only root reads", async () => {
    const { context: made, calls, files } = lab();
    expect(await pairUp(made, up)).toBe("changed");
    expect(calls).toEqual(["drbdadm create-md --force r0", "drbdadm up r0"]);
    expect(files()["/etc/drbd.d/r0.res"]).toContain("disk /dev/vda1;");
    expect(files()["/etc/drbd.d/r0.res"]).not.toContain("a secret of this test");
    expect(await made.fs.mode("/etc/drbd.d/r0.res")).toBe(0o600);
  });

  test("never new metadata on a side that is ready, whatever the step says", async () => {
    const { context: made, calls } = lab({ state: "ready" });
    await expect(pairUp(made, up)).rejects.toThrow("holds data");
    expect(calls).toEqual([]);
  });

  test("never new metadata under a resource that is up", async () => {
    for (const drbd of [NEW, "cs:WFConnection ro:Secondary/Unknown ds:Diskless/DUnknown"]) {
      const { context: made, calls } = lab({ drbd });
      await pairUp(made, up);
      expect(calls.filter((call) => call.includes("create-md"))).toEqual([]);
    }
  });

  test("a disk that fails, be it at once, is not attached again in this start; one that could not be attached yet is", async () => {
    const gone = "cs:Connected ro:Secondary/Primary ds:Diskless/UpToDate";
    const made = lab({ state: "ready", drbd: gone, becomes: { "drbdadm adjust": gone, "drbdadm part": "cs:StandAlone ro:Secondary/Unknown ds:Diskless/DUnknown" } });
    expect([await pairUp(made.context, { ...up, fresh: false }), made.calls]).toEqual(["changed", ["drbdadm adjust r0"]]);
    expect(await pairUp(made.context, { ...up, fresh: false })).toBe("unchanged");
    // It still connects, for what the other side has.
    await made.context.run("drbdadm", ["part"]);
    expect(await pairUp(made.context, { ...up, fresh: false })).toBe("changed");
    expect(made.calls).toEqual(["drbdadm adjust r0", "drbdadm part", "drbdadm connect r0"]);
    const failing = lab({ state: "ready", drbd: gone, fail: ["drbdadm adjust"] });
    await expect(pairUp(failing.context, { ...up, fresh: false })).rejects.toThrow("drbdadm");
    await expect(pairUp(failing.context, { ...up, fresh: false })).rejects.toThrow("drbdadm");
  });

  test("a side with data is brought up as it is; up already, nothing is done; apart, it tries again", async () => {
    const { context: made, calls } = lab({ state: "ready", becomes: { "drbdadm up": ALONE } });
    expect(await pairUp(made, { ...up, fresh: false })).toBe("changed");
    expect(await pairUp(made, { ...up, fresh: false })).toBe("unchanged");
    expect(calls).toEqual(["drbdadm up r0"]);
    const split = lab({ state: "ready", drbd: "cs:StandAlone ro:Primary/Unknown ds:UpToDate/DUnknown" });
    expect(await pairUp(split.context, { ...up, fresh: false })).toBe("changed");
    expect(split.calls).toEqual(["drbdadm adjust r0"]);
  });

  test.each([
    ["another resource's marker", { uuid: "55555555-5555-5555-8555-555555555555" }, "no longer the marker"],
    ["no marker", { state: null }, "no longer the marker"],
    ["no secret", { secret: false }, "no secret"],
  ] as const)("%s: nothing is done", async (_, given, why) => {
    const { context: made, calls } = lab(given);
    await expect(pairUp(made, up)).rejects.toThrow(why);
    expect(calls).toEqual([]);
  });
});

describe("pair.begin", () => {
  const begin = { action: "pair.begin" as const, ...ON };

  test("both new and connected: declared equal", async () => {
    const { context: made, calls } = lab({ drbd: NEW });
    expect(await pairBegin(made, begin)).toBe("changed");
    expect(calls).toEqual(["drbdadm -- --clear-bitmap new-current-uuid r0"]);
  });

  test.each([
    ["a side has data", { drbd: EQUAL }],
    ["the other side has data", { drbd: "cs:SyncTarget ro:Secondary/Secondary ds:Inconsistent/UpToDate" }],
  ])("%s: DRBD knows what to do", async (_, given) => {
    const { context: made, calls } = lab(given);
    expect(await pairBegin(made, begin)).toBe("unchanged");
    expect(calls).toEqual([]);
  });

  test.each([
    ["not connected", { drbd: "cs:WFConnection ro:Secondary/Unknown ds:Inconsistent/DUnknown" }, "does not answer"],
    ["not up", { drbd: null }, "does not answer"],
    ["metadata that was part of a mirror", { drbd: NEW, generation: 0xabcn }, "is not new"],
    ["a side that is ready", { drbd: NEW, state: "ready" as const }, "holds data"],
  ])("%s: nothing is declared", async (_, given, why) => {
    const { context: made, calls } = lab(given);
    await expect(pairBegin(made, begin)).rejects.toThrow(why);
    expect(calls).toEqual([]);
  });
});

describe("pair.make and pair.settle", () => {
  const make = { action: "pair.make" as const, ...ON, pool: "default", filesystemUuid: FILESYSTEM, dataBytes: CONF.dataBytes };

  test("the file system lies on the mirror, never on the disk below; then the marker", async () => {
    const { context: made, calls, marker } = lab({ drbd: EQUAL, becomes: { "drbdadm primary": LEADS }, mountCount: 0 });
    expect(await pairMake(made, make)).toBe("changed");
    expect(calls[0]).toBe("drbdadm primary r0");
    expect(calls[1]).toMatch(/^mke2fs .* \/dev\/drbd0$/);
    expect(marker()).toBe("ready");
  });

  test("a file system that was mounted is never made anew, whatever the marker says: it is noted", async () => {
    const { context: made, calls, marker } = lab({ drbd: EQUAL, becomes: { "drbdadm primary": LEADS }, mountCount: 1 });
    expect(await pairMake(made, make)).toBe("changed");
    expect([calls, marker()]).toEqual([["drbdadm primary r0"], "ready"]);
  });

  test("no file system on a side that is ready; none where promotion fails, and the marker stays", async () => {
    const ready = lab({ state: "ready", drbd: EQUAL });
    expect(await pairMake(ready.context, make)).toBe("unchanged");
    expect(ready.calls).toEqual([]);
    const refused = lab({ drbd: EQUAL, fail: ["drbdadm primary"] });
    await expect(pairMake(refused.context, make)).rejects.toThrow("drbdadm");
    expect([refused.calls, refused.marker()]).toEqual([["drbdadm primary r0"], "claiming"]);
  });

  test.each([
    ["a copy", "cs:Connected ro:Secondary/Primary ds:UpToDate/UpToDate", "ready"],
    ["a copy under way", "cs:SyncTarget ro:Secondary/Primary ds:Inconsistent/UpToDate", "ready"],
    ["a copy, and the other one waits for this note before it leads", EQUAL, "ready"],
    ["a copy under way that nobody uses", "cs:SyncTarget ro:Secondary/Secondary ds:Inconsistent/UpToDate", "claiming"],
    ["neither has all", NEW, "claiming"],
    ["no connection", ALONE, "claiming"],
  ])("%s: the other side's marker", async (_, drbd, state) => {
    const { context: made, marker } = lab({ drbd });
    await pairSettle(made, { action: "pair.settle", ...ON });
    expect(marker()).toBe(state);
  });
});

describe("pair.peer", () => {
  const peer = { action: "pair.peer" as const, ...ON, peer: "10.0.0.2" };

  test.each<[string, Given, string | undefined]>([
    ["connected", { state: "ready", drbd: EQUAL }, "10.0.0.2"],
    ["not connected", { state: "ready", drbd: ALONE }, undefined],
    ["not up", { state: "ready" }, undefined],
    ["not finished", { state: "claiming", drbd: EQUAL }, undefined],
  ])("%s: what the marker says", async (_, given, said) => {
    const { context: made, place } = lab(given);
    expect(await pairPeer(made, peer)).toBe(said === undefined ? "unchanged" : "changed");
    expect(place()?.peer).toBe(said);
    expect(await pairPeer(made, peer)).toBe("unchanged");
  });

  test("nothing else of the marker changes", async () => {
    const { context: made, place, marker } = lab({ state: "ready", drbd: EQUAL, formed: false });
    const before = place();
    await pairPeer(made, peer);
    expect([place(), marker()]).toEqual([{ ...before, peer: "10.0.0.2" }, "ready"]);
  });
});

describe("whether the other side may go on without this one", () => {
  const up = { action: "pair.up" as const, phase: "pair" as const, conf: CONF, disk: SIDE, fresh: false };
  const QUIET = "/run/ramvisor/pair-quiet/r0";
  const becomes = { "drbdadm up": ALONE };

  test("is noted before it is connected; nobody has gone on in this start so far", async () => {
    const { context: made, place, calls, files } = lab({ state: "ready", becomes });
    let linkedAtUp: boolean | undefined;
    const { run } = made;
    made.run = (program, args, options) => { if (args[0] === "up") linkedAtUp = place()?.linked; return run(program, args, options); };
    expect(await pairUp(made, up)).toBe("changed");
    expect([linkedAtUp, place()?.linked, calls]).toEqual([true, true, ["drbdadm up r0"]]);
    expect([files()[QUIET], await isQuiet(made.fs, "r0")]).toEqual(["", true]);
    expect(await pairUp(made, up)).toBe("unchanged");
  });

  test.each<[string, Given, boolean | undefined]>([
    ["connected", { state: "ready", drbd: EQUAL }, true],
    ["not connected", { state: "ready", drbd: ALONE }, true],
    // DRBD counts what the other side lacks from then on.
    ["in use alone", { state: "ready", drbd: ALONE.replace("ro:Secondary", "ro:Primary"), linked: true }, true],
    ["never had another", { state: "ready", drbd: ALONE, formed: false }, undefined],
    ["not finished", { state: "claiming", drbd: ALONE }, undefined],
    ["noted by a version that kept `formed`", { state: "ready", drbd: EQUAL, formed: true }, true],
  ])("%s: what its marker says", async (_, given, noted) => {
    const { context: made, place, files } = lab(given);
    await pairUp(made, up);
    expect(place()?.linked).toBe(noted);
    if (noted === true) expect(place()?.formed).toBeUndefined();
    // What was up before may have been connected.
    expect(files()[QUIET]).toBeUndefined();
  });

  test("is noted together with the first copy, on both sides, and where a pool finds its other side", async () => {
    const [settled, made, formed] = [lab({ drbd: EQUAL }), lab({ drbd: EQUAL, becomes: { "drbdadm primary": LEADS } }), lab({ state: "ready", drbd: LEADS, formed: false })];
    await pairSettle(settled.context, { action: "pair.settle", ...ON });
    await pairMake(made.context, { action: "pair.make", ...ON, pool: "default", filesystemUuid: FILESYSTEM, dataBytes: CONF.dataBytes });
    await pairForm(formed.context, { action: "pair.form", ...ON });
    for (const one of [settled, made, formed]) expect([one.marker(), one.place()?.linked, one.place()?.formed]).toEqual(["ready", true, undefined]);
  });

  test("counts for nothing while the other side is quiet, and again once that has asked, which it may have done before, or this one leads", async () => {
    const { context: made, place } = lab({ state: "ready", becomes });
    const counts = async (): Promise<boolean> => {
      const disk = sideDisk("a", 0, meta(gen("A")), {}, { ...place() });
      const facts = await withoutQuiet(made.fs, { disks: [disk] } as Facts);
      return facts.disks.some(({ marker }) => marker.state === "good" && marker.marker.pair?.linked === true);
    };
    await pairUp(made, up);
    expect(await counts()).toBe(false);
    await endQuiet(made.fs, ["r1", "../r0", "r0/../r0"]);
    expect(await counts()).toBe(false);
    // Several may ask at once.
    await Promise.all([1, 2, 3, 4].map(() => endQuiet(made.fs, ["r0"])));
    expect(await counts()).toBe(true);
    await beginQuiet(made.fs, "r0");
    expect(await counts()).toBe(true);
    await noteQuiet(made.fs, "r0");
    expect(await counts()).toBe(false);
    await made.fs.remove("/run/ramvisor/pair-quiet/r0");
    expect(await counts()).toBe(true);
    // Its disk has failed, and guests went on over the other side's.
    await made.fs.replace("/proc/drbd", ` 0: ${ALONE.replace("ro:Secondary", "ro:Primary").replace("ds:UpToDate", "ds:Diskless")} C r-----\n`);
    expect(await counts()).toBe(true);
    // What it leads now is here.
    await made.fs.replace("/proc/drbd", ` 0: ${LEADS} C r-----\n`);
    expect(await counts()).toBe(false);
    const leads = lab({ state: "ready", drbd: EQUAL, linked: true, becomes: { "drbdadm primary": LEADS } });
    await noteQuiet(leads.context.fs, "r0");
    await pairMount(leads.context, { action: "pair.mount", ...ON, pool: "default", path: PATH, alone: false });
    expect(await isQuiet(leads.context.fs, "r0")).toBe(false);
  });
});

describe("pair.mount", () => {
  const mount = { action: "pair.mount" as const, ...ON, pool: "default", path: PATH, alone: false as boolean };

  test("leads and mounts while connected", async () => {
    const { context: made, calls } = lab({ state: "ready", drbd: EQUAL, becomes: { "drbdadm primary": LEADS } });
    expect(await pairMount(made, mount)).toBe("changed");
    expect(calls).toEqual(["drbdadm primary r0", "e2fsck -p /dev/drbd0", `mount -t ext4 -o noatime,nodev,nosuid /dev/drbd0 ${PATH}`]);
  });

  test("alone, after a takeover: up to date and without the peer", async () => {
    const alone = lab({ state: "ready", drbd: ALONE, becomes: { "drbdadm primary": ALONE.replace("ro:Secondary", "ro:Primary") } });
    expect(await pairMount(alone.context, { ...mount, alone: true })).toBe("changed");
    expect(alone.calls[0]).toBe("drbdadm primary r0");
    for (const drbd of [EQUAL, ALONE.replace("ds:UpToDate", "ds:Outdated"), ALONE.replace("ds:UpToDate", "ds:Inconsistent")]) {
      const { context: made, calls } = lab({ state: "ready", drbd });
      await expect(pairMount(made, { ...mount, alone: true })).rejects.toThrow(/is connected|not up to date/);
      expect(calls).toEqual([]);
    }
  });

  test("alone: the note of the other side goes, which the word for the takeover has answered; and stays while both are there", async () => {
    const leads = (drbd: string): ReturnType<typeof lab> => lab({ state: "ready", linked: true, drbd, becomes: { "drbdadm primary": drbd.replace("ro:Secondary", "ro:Primary") } });
    const [alone, listens, both] = [leads(ALONE.replace("WFConnection", "StandAlone")), leads(ALONE), leads(EQUAL)];
    await pairMount(alone.context, { ...mount, alone: true });
    // The other side may connect before this one has noted that it lets it.
    await pairMount(listens.context, { ...mount, alone: true });
    await pairMount(both.context, mount);
    expect([alone.place()?.linked, alone.marker(), listens.place()?.linked, both.place()?.linked]).toEqual([undefined, "ready", true, true]);
  });

  test("alone, where its copy ended and that was never noted: it is noted before anything is written, and not where there is no file system", async () => {
    const unnoted = lab({ state: "claiming", drbd: ALONE, becomes: { "drbdadm primary": ALONE.replace("ro:Secondary", "ro:Primary") } });
    expect(await pairMount(unnoted.context, { ...mount, alone: true })).toBe("changed");
    expect([unnoted.marker(), unnoted.calls.at(-1)]).toEqual(["ready", expect.stringMatching(/^mount /)]);
    // What else its marker says is written once more after that, and is not what it was before.
    const apart = ALONE.replace("WFConnection", "StandAlone");
    const noted = lab({ state: "claiming", linked: true, drbd: apart, becomes: { "drbdadm primary": apart.replace("ro:Secondary", "ro:Primary") } });
    await pairMount(noted.context, { ...mount, alone: true });
    expect([noted.marker(), noted.place()?.linked]).toEqual(["ready", undefined]);
    const empty = lab({ state: "claiming", drbd: ALONE, becomes: { "drbdadm primary": ALONE.replace("ro:Secondary", "ro:Primary") } });
    const disks: Disks = { ...empty.context.disks, open: (path, how) => empty.context.disks.open(path === "/dev/drbd0" ? "/dev/vda9" : path, how) };
    await expect(pairMount({ ...empty.context, disks }, { ...mount, alone: true })).rejects.toMatchObject({ told: { code: "pool-file-system-lost" } });
    expect([empty.marker(), empty.calls]).toEqual(["claiming", ["drbdadm primary r0", "drbdadm secondary r0"]]);
  });

  test("a pool that is mounted anew has its guests restored and started again; one that is mounted has not", async () => {
    const known = [`${RESTORED_DIR}/default`, `${STARTED_DIR}/default`, `${RESTORED_DIR}/pool2`, `${STARTED_DIR}/pool2`];
    const flagsAfter = async (given: Given, step: typeof mount, mounted = ""): Promise<boolean[]> => {
      const { context: made } = lab({ state: "ready", ...given });
      for (const dir of [RESTORED_DIR, STARTED_DIR]) await made.fs.makeDir(dir);
      for (const path of known) await made.fs.replace(path, "");
      await made.fs.replace("/proc/self/mountinfo", mounted);
      await pairMount(made, step).catch(() => undefined);
      return Promise.all(known.map((path) => made.fs.exists(path)));
    };
    expect(await flagsAfter({ drbd: EQUAL, becomes: { "drbdadm primary": LEADS } }, mount)).toEqual([false, false, true, true]);
    expect(await flagsAfter({ drbd: ALONE, becomes: { "drbdadm primary": ALONE.replace("ro:Secondary", "ro:Primary") } }, { ...mount, alone: true })).toEqual([false, false, true, true]);
    expect(await flagsAfter({ drbd: LEADS }, mount, `25 1 147:0 / ${PATH} rw - ext4 /dev/drbd0 rw\n`)).toEqual([true, true, true, true]);
    // Nothing is mounted: nothing is forgotten.
    expect(await flagsAfter({ drbd: ALONE }, mount)).toEqual([true, true, true, true]);
  });

  test.each([
    ["not connected: the other side might have newer data", { drbd: ALONE }, "not connected"],
    ["the other side leads", { drbd: "cs:Connected ro:Secondary/Primary ds:UpToDate/UpToDate" }, "primary on the other node"],
    ["not finished", { drbd: EQUAL, state: "claiming" as const }, "not finished"],
  ])("%s", async (_, given, why) => {
    const { context: made, calls } = lab({ state: "ready", ...given });
    await expect(pairMount(made, mount)).rejects.toThrow(why);
    expect(calls).toEqual([]);
  });
});

describe("a look into a side that is not in use", () => {
  test("writes nothing to it, and lets go of it whatever comes of the look", async () => {
    const calm = lab({ state: "ready" });
    expect(await lookIntoSide(calm.context, SIDE, (root) => Promise.resolve(root))).toBe("/run/ramvisor/look");
    const failing = lab({ state: "ready" });
    await expect(lookIntoSide(failing.context, SIDE, () => Promise.reject(new Error("unreadable")))).rejects.toThrow("unreadable");
    for (const { calls } of [calm, failing]) expect(calls).toEqual(["mount -t ext4 -o ro,noload,nodev,nosuid,noexec /dev/vda1 /run/ramvisor/look", "umount /run/ramvisor/look"]);
  });

  test("is not taken at another disk", async () => {
    const other = lab({ state: "ready", uuid: "55555555-4444-5444-8444-444444444444" });
    await expect(lookIntoSide(other.context, SIDE, () => Promise.resolve())).rejects.toThrow("has no longer the marker");
    expect(other.calls).toEqual([]);
  });
});

describe("pair.attach", () => {
  const attach = { action: "pair.attach" as const, phase: "disks" as const, conf: CONF, disk: SIDE, pool: "default" };

  test("the disk alone, and no network; no new metadata, with a secret or without one", async () => {
    for (const secret of [true, false]) {
      const { context: made, calls, files } = lab({ state: "ready", formed: false, secret });
      expect(await pairAttach(made, attach)).toBe("changed");
      expect(calls).toEqual(["drbdadm new-resource r0", "drbdadm new-minor r0", "drbdadm attach r0"]);
      expect(files()["/etc/drbd.d/r0.res"]?.includes("shared-secret")).toBe(secret);
    }
  });

  test("a second time it is left as it is", async () => {
    const { context: made, calls } = lab({ state: "ready", drbd: "cs:StandAlone ro:Primary/Unknown ds:UpToDate/DUnknown" });
    expect(await pairAttach(made, attach)).toBe("unchanged");
    expect(calls).toEqual([]);
  });

  test("a disk that DRBD has let go of in this start is not tried again", async () => {
    const { context: made, calls } = lab({ state: "ready", becomes: { "drbdadm attach": "cs:StandAlone ro:Secondary/Unknown ds:Diskless/DUnknown" } });
    await pairAttach(made, attach);
    const before = calls.length;
    expect(await pairAttach(made, attach)).toBe("unchanged");
    expect(calls.length).toBe(before);
  });

  test("is connected later, and only then is it noted that the other side may go on without it", async () => {
    const { context: made, calls, place } = lab({ state: "ready", becomes: { "drbdadm attach": "cs:StandAlone ro:Secondary/Unknown ds:UpToDate/DUnknown", "drbdadm adjust": EQUAL } });
    await pairAttach(made, attach);
    expect(place()?.linked).toBeUndefined();
    await pairUp(made, { action: "pair.up", phase: "pair", conf: CONF, disk: SIDE, fresh: false });
    expect([calls.at(-1), place()?.linked, await isQuiet(made.fs, "r0")]).toEqual(["drbdadm adjust r0", true, true]);
  });
});

describe("pair.form", () => {
  const form = { action: "pair.form" as const, ...ON };

  test.each([
    ["the other side has all data", LEADS, true],
    ["it is getting it", "cs:SyncSource ro:Primary/Secondary ds:UpToDate/Inconsistent", false],
    ["it is not there", ALONE.replace("ro:Secondary", "ro:Primary"), false],
    ["this node does not lead", EQUAL, false],
  ])("%s", async (_, drbd, noted) => {
    const { context: made, formed } = lab({ state: "ready", formed: false, drbd });
    expect(await pairForm(made, form)).toBe(noted ? "changed" : "unchanged");
    expect(formed()).toBe(noted ? undefined : false);
  });

  test("a side that was made with its peer has nothing to note", async () => {
    const { context: made, formed } = lab({ state: "ready", drbd: LEADS });
    expect(await pairForm(made, form)).toBe("unchanged");
    expect(formed()).toBeUndefined();
  });
});

describe("a side that was claimed behind another controller", () => {
  const OLD = "ata-MODEL_vda";
  const leave = { action: "pair.leave" as const, phase: "disks" as const, pool: "default", disk: SIDE };
  const place = { resource: "r0", uuid: UUID, side: 0 as const, dataBytes: CONF.dataBytes, partitionBytes: PARTITION.sizeBytes, formed: false };
  const adopt = { action: "pair.adopt" as const, phase: "disks" as const, pool: "default", disk: SIDE, minor: 0, sizeBytes: SIZE, logicalBlockBytes: 512, diskSeq: null, site: "default", place };

  test("is known by the name in its marker, which stays when the marker is written", async () => {
    const { context: made, name, formed } = lab({ state: "ready", drbd: LEADS, formed: false, name: OLD, markedAs: OLD });
    expect(await pairForm(made, { action: "pair.form", ...ON })).toBe("changed");
    expect([name(), formed()]).toEqual([OLD, undefined]);
  });
  test("is the pool of one machine again, and a side as before, under that name", async () => {
    const { context: made, name, place: placed } = lab({ state: "ready", formed: false, name: OLD, markedAs: OLD });
    expect(await pairAdopt(made, adopt)).toBe("unchanged");
    expect(await pairLeave(made, leave)).toBe("changed");
    expect([name(), placed(), await pairLeave(made, leave)]).toEqual([OLD, undefined, "unchanged"]);
  });
  test.each([["the plan knows of no other name", {}], ["the plan knows of another one", { markedAs: "ata-MODEL_vdb" }]])("is refused where %s", async (_, given) => {
    const { context: made } = lab({ state: "ready", drbd: LEADS, formed: false, name: OLD, ...given });
    await expect(pairForm(made, { action: "pair.form", ...ON })).rejects.toThrow("no longer the marker");
    await expect(pairLeave(made, leave)).rejects.toThrow("always alone");
    await expect(pairAdopt(made, adopt)).rejects.toThrow("no longer the marker");
  });
});
