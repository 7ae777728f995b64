import { describe, expect, test } from "vitest";
import { decodeMarker, MARKER_BYTES, MARKER_OFFSET } from "../../../src/marker/index.ts";
import { parseCmdline } from "../../../src/cmdline/index.ts";
import type { DiskFacts, Facts } from "../../../src/model/facts.ts";
import { makePlan } from "../../../src/plan/index.ts";
import { layOutPair } from "../../../src/plan/disks/layout.ts";
import { isQuiet } from "../../../src/apply/pairLink.ts";
import { answersOf } from "../../../src/stages/neighbours.ts";
import { noteEnd, pairEndStage } from "../../../src/stages/pairEnd.ts";
import { machine, memory, ok, programs } from "../apply/fakes.ts";
import { pairHead } from "../apply/pairHead.ts";
import { gen, meta, sideDisk } from "../plan/cluster/fixtures.ts";
import { bootFiles, captured, LINE } from "./host.ts";

const NODES = LINE.replace("submask", "mac.0a:0b:0c:0d:0e:10.eth0.192.168.0.251 submask");
const GIB = 1024 ** 3;
const PARTITION = { startByte: 1024 * 1024, sizeBytes: layOutPair(GIB, 512).partitionBytes };
const QUIET = "/run/ramvisor/pair-quiet/r0";
const [CONNECTED, ALONE] = ["cs:Connected ro:Secondary/Secondary ds:UpToDate/UpToDate", "cs:WFConnection ro:Secondary/Unknown ds:UpToDate/DUnknown"];
const LEADS = CONNECTED.replace("ro:Secondary", "ro:Primary");
const PART = "11111111-1111-5111-8111-111111111111";

const side = (over: Partial<DiskFacts> = {}, site = "default"): DiskFacts => sideDisk("B0", 1, meta(gen("A")), { site, partitionUuid: PART }, { peer: "192.168.0.251", linked: true }, over);

interface Ended { linked: boolean | undefined; did: string[]; looks: number; warned: number }
interface Given { quiet?: "quiet" | "asked"; disk?: DiskFacts; again?: () => Promise<Facts>; secondary?: () => ReturnType<typeof ok>; deaf?: boolean }

/** A node with one side goes down. `drbd`: its line of /proc/drbd; null: DRBD has nothing. `did`: commands, and what the peer is told, in order. */
async function end(drbd: string | null, { quiet, disk = side(), again, secondary = ok, deaf = false }: Given = {}): Promise<Ended> {
  const facts: Facts = { ...captured("qemu-one-blank-disk"), disks: [disk] };
  const { site, problems } = parseCmdline(NODES);
  const { fs, volume } = memory({
    ...bootFiles(NODES, facts), "/run/ramvisor/facts.json": JSON.stringify(facts), "/run/ramvisor/plan.json": JSON.stringify(makePlan(site, problems, facts)),
    "/run/ramvisor/pair.json": JSON.stringify({ resources: [{ name: "r0", peerIndex: 1 }, { name: "", peerIndex: null }] }), "/run/ramvisor/pair.secret": "a secret of this test, long enough\n",
    "/proc/drbd": `version: 8.4.11\n${drbd === null ? "" : ` 0: ${drbd} C r-----\n`}`,
    ...(quiet === undefined ? {} : { [QUIET]: "" }), ...(quiet === "asked" ? { [`${QUIET}.asked`]: "" } : {}), "/dev/disk/by-id/x": "", "/dev/B0": "", "/sys/class/block/B0/size": String(GIB / 512), "/sys/class/block/B0/diskseq": "1",
  });
  volume.symlinkSync("/dev/B0", "/dev/disk/by-id/virtio-B0");
  const head = pairHead(disk.marker.state === "good" ? disk.marker.marker : null, PARTITION, PART);
  const did: string[] = [];
  const { run } = programs({ drbdadm: ({ program, args }) => { did.push([program, ...args].join(" ")); return secondary(); } });
  const host = machine(fs, run);
  host.disks = {
    isBlockDevice: () => Promise.resolve(true),
    open: () => Promise.resolve({
      read: (offset, length) => Promise.resolve(offset < head.length ? head.subarray(offset, offset + length) : Buffer.alloc(length)),
      write: (offset, bytes) => Promise.resolve(void Buffer.from(bytes).copy(head, offset)), sync: () => Promise.resolve(), close: () => Promise.resolve(),
    }),
  };
  let [looks, warned] = [0, 0];
  host.log = { ...host.log, warn: () => { warned += 1; } } as typeof host.log;
  const ask = (_site: unknown, _talker: unknown, peer: number, request: object): Promise<unknown> => {
    did.push(`tell ${peer + 1} ${JSON.stringify(request)}`);
    return deaf ? new Promise(() => undefined) : Promise.resolve(null);
  };
  expect(await pairEndStage(host, again ?? ((now) => { looks += 1; return Promise.resolve(now); }), ask, 300)).toBe(0);
  const found = decodeMarker(head.subarray(MARKER_OFFSET, MARKER_OFFSET + MARKER_BYTES));
  return { linked: found.state === "good" ? found.marker.pair?.linked : undefined, did, looks, warned };
}

const TOLD = 'tell 2 {"tell":"end"}';

describe("a node of a pair goes down", () => {
  test("with nothing of DRBD's: nothing is looked at, nobody is told", async () => {
    expect(await end(null, { quiet: "quiet" })).toEqual({ linked: true, did: [], looks: 0, warned: 0 });
  });

  test("beside a peer that stays: it gives up its lead, then says so, and reads no disk; its own side may lack what comes", async () => {
    expect(await end(LEADS, { quiet: "quiet" })).toEqual({ linked: true, did: ["drbdadm secondary r0", TOLD], looks: 0, warned: 0 });
    expect(await end(CONNECTED)).toMatchObject({ linked: true, did: [TOLD] });
  });

  test.each<[string, string, Given["quiet"], boolean | undefined]>([
    ["the peer ended before", ALONE, "quiet", undefined],
    ["the peer ended before, and has asked again since", ALONE, "asked", true],
    ["the peer was lost, and nothing is known of it", ALONE, undefined, true],
    ["the peer ended before this side had all", ALONE.replace("ds:UpToDate", "ds:Inconsistent"), "quiet", true],
  ])("%s: what its marker says", async (_, drbd, quiet, linked) => {
    expect(await end(drbd, { ...(quiet === undefined ? {} : { quiet }) })).toMatchObject({ linked, did: [] });
  });

  test("a disk of another site, or one that does not answer, is not written to", async () => {
    expect((await end(ALONE, { quiet: "quiet", disk: side({}, "elsewhere") })).linked).toBe(true);
    expect((await end(ALONE, { quiet: "quiet", disk: side({ unreadable: true }) })).linked).toBe(true);
  });

  test("neither a look that hangs nor a peer that is deaf holds it up", async () => {
    expect(await end(ALONE, { quiet: "quiet", again: () => new Promise(() => undefined) })).toMatchObject({ linked: true, did: [], warned: 1 });
    expect(await end(LEADS, { deaf: true })).toMatchObject({ did: ["drbdadm secondary r0", TOLD], warned: 1 });
  });

  test("a pool that is still in use does not keep the others from being told", async () => {
    expect(await end(LEADS, { secondary: () => ({ ...ok(), code: 17, stderr: "held open" }) })).toMatchObject({ linked: true, did: ["drbdadm secondary r0", TOLD], warned: 1 });
  });
});

const PEER_ENDS: [string, string | null, boolean][] = [
  ["leads nothing, and is still connected", CONNECTED, true], ["still leads", "cs:Connected ro:Secondary/Primary ds:UpToDate/UpToDate", false],
  ["is gone", ALONE, false], ["has what this side lacks", "cs:SyncTarget ro:Secondary/Secondary ds:Inconsistent/UpToDate", false], ["has nothing to do with it: not up", null, false],
];
test.each(PEER_ENDS)("a peer that says that it ends %s: what is kept of it", async (_, drbd, kept) => {
  const { fs, all } = memory({ "/proc/drbd": drbd === null ? "" : ` 0: ${drbd} C r-----\n` });
  await noteEnd(machine(fs), ["r0"]);
  expect(all()[QUIET]).toBe(kept ? "" : undefined);
});

describe("what a peer says of itself", () => {
  const host = (): ReturnType<typeof memory> => memory({ "/proc/drbd": ` 0: ${CONNECTED} C r-----\n` });
  const talk = (fs: ReturnType<typeof memory>["fs"], seen: () => Promise<void> = () => Promise.resolve()): ReturnType<typeof answersOf> =>
    answersOf(machine(fs), () => "lab-2", new Map(), { factsNow: async () => { await seen(); return {} as Facts; }, changes: () => ({}), sharedWith: (node) => (node === 1 ? ["r0"] : []), hooksFor: () => undefined });

  test("its end is kept, that of a node with another resource is not", async () => {
    const { fs } = host();
    await talk(fs)({ tell: "end" }, 2);
    expect(await isQuiet(fs, "r0")).toBe(false);
    await talk(fs)({ tell: "end" }, 1);
    expect(await isQuiet(fs, "r0")).toBe(true);
  });

  test("asked by a node that has data of it, this one takes it for one that may lead, before it answers; a blank one stays quiet", async () => {
    const { fs } = host();
    const kept: boolean[] = [];
    const answer = talk(fs, async () => { kept.push(await isQuiet(fs, "r0")); });
    await answer({ tell: "end" }, 1);
    await answer({ ask: "state", has: [] }, 1);
    await answer({ ask: "state", has: ["r1"] }, 2);
    await answer({ ask: "state", has: ["r0"] }, 1);
    expect(kept).toEqual([true, true, false]);
    // One of an older version does not say what it has.
    await answer({ tell: "end" }, 1);
    expect(await isQuiet(fs, "r0")).toBe(true);
    await answer({ ask: "state" }, 1);
    expect(kept.at(-1)).toBe(false);
  });
});
